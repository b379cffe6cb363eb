package dev.floe.test;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Flat records as Protobuf in Confluent's wire format, schemas in a registry of Confluent's API. For tests: no Protobuf
 * converter that registers schemas is on Maven Central.
 */
public final class ProtobufConverter implements Converter {
  private record Registered(int id, Descriptor descriptor) {}

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");
  private final Map<Schema, Registered> known = new HashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private String url;
  private String suffix;

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    url = String.valueOf(configs.get("schema.registry.url"));
    suffix = isKey ? "-key" : "-value";
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    if (value == null) return null;
    Registered to = known.computeIfAbsent(schema, each -> register(topic + suffix, each));
    DynamicMessage.Builder message = DynamicMessage.newBuilder(to.descriptor());
    for (Field field : schema.fields()) {
      Object cell = ((Struct) value).get(field);
      if (cell != null) message.setField(to.descriptor().findFieldByName(field.name()), proto(cell));
    }
    byte[] bytes = message.build().toByteArray();
    // A zero, the schema's number, and a zero for the file's first message.
    return ByteBuffer.allocate(bytes.length + 6).put((byte) 0).putInt(to.id()).put((byte) 0).put(bytes).array();
  }

  private static Object proto(Object cell) {
    if (cell instanceof Byte || cell instanceof Short) return ((Number) cell).intValue();
    if (cell instanceof byte[] bytes) return ByteString.copyFrom(bytes);
    return cell;
  }

  private Registered register(String subject, Schema schema) {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName("Value");
    StringBuilder text = new StringBuilder("syntax = \"proto3\";\nmessage Value {\n");
    for (Field field : schema.fields()) {
      Type type = type(field.schema());
      message.addField(FieldDescriptorProto.newBuilder().setName(field.name()).setNumber(field.index() + 1).setType(type)
          .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL).setProto3Optional(true).setOneofIndex(field.index()));
      message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field.name()));
      text.append("  optional ").append(type.name().substring(5).toLowerCase(java.util.Locale.ROOT)).append(' ')
          .append(field.name()).append(" = ").append(field.index() + 1).append(";\n");
    }
    try {
      FileDescriptor file = FileDescriptor.buildFrom(FileDescriptorProto.newBuilder().setName("value.proto")
          .setSyntax("proto3").addMessageType(message).build(), new FileDescriptor[0]);
      return new Registered(post(subject, text.append("}\n").toString()), file.findMessageTypeByName("Value"));
    } catch (DescriptorValidationException | IOException failure) {
      throw new DataException("The schema of " + subject + " could not be registered", failure);
    } catch (InterruptedException stop) {
      throw new DataException(stop);
    }
  }

  private int post(String subject, String schema) throws IOException, InterruptedException {
    String body = "{\"schemaType\":\"PROTOBUF\",\"schema\":\""
        + schema.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"}";
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions"))
        .header("content-type", "application/vnd.schemaregistry.v1+json")
        .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    Matcher id = ID.matcher(answer.body());
    if (answer.statusCode() != 200 || !id.find()) throw new IOException(answer.statusCode() + " " + answer.body());
    return Integer.parseInt(id.group(1));
  }

  private static Type type(Schema schema) {
    return switch (schema.type()) {
      case INT8, INT16, INT32 -> Type.TYPE_INT32;
      case INT64 -> Type.TYPE_INT64;
      case FLOAT32 -> Type.TYPE_FLOAT;
      case FLOAT64 -> Type.TYPE_DOUBLE;
      case BOOLEAN -> Type.TYPE_BOOL;
      case STRING -> Type.TYPE_STRING;
      case BYTES -> Type.TYPE_BYTES;
      default -> throw new DataException("No Protobuf type for " + schema.type());
    };
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    throw new DataException("Sources only");
  }
}
