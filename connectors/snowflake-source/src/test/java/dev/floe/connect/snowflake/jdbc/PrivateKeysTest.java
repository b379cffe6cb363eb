package dev.floe.connect.snowflake.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;

class PrivateKeysTest {
  private static final PrivateKey KEY = generate();
  /** The object identifier 1.2.840.113549.1.5.13. */
  private static final byte[] PBES2 = {6, 9, 42, (byte) 134, 72, (byte) 134, (byte) 247, 13, 1, 5, 13};

  private static PrivateKey generate() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
        + "-----\n";
  }

  private static String encrypted(String passphrase) throws Exception {
    String algorithm = "PBEWithHmacSHA256AndAES_256";
    var secret = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase.toCharArray()));
    var cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, secret);
    byte[] by = der(0x30, PBES2, cipher.getParameters().getEncoded());
    return pem("ENCRYPTED PRIVATE KEY", der(0x30, by, der(0x04, cipher.doFinal(KEY.getEncoded()))));
  }

  /** One value of ASN.1, of parts that are values already. */
  private static byte[] der(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) content.writeBytes(part);
    int length = content.size();
    var whole = new ByteArrayOutputStream();
    whole.write(tag);
    if (length > 255) whole.writeBytes(new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
    else if (length > 127) whole.writeBytes(new byte[] {(byte) 0x81, (byte) length});
    else whole.write(length);
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }

  @Test
  void readsAKeyHoweverItsLinesAreBroken() {
    String pem = pem("PRIVATE KEY", KEY.getEncoded());
    assertEquals(KEY, PrivateKeys.parse(pem, ""));
    assertEquals(KEY, PrivateKeys.parse(pem.replace("\n", "\\n"), ""));
    assertEquals(KEY, PrivateKeys.parse(pem.replace("\r\n", " ").replace("\n", " "), ""));
    assertEquals(KEY, PrivateKeys.parse(Base64.getEncoder().encodeToString(KEY.getEncoded()), ""));
  }

  @Test
  void readsAnEncryptedKey() throws Exception {
    assertEquals(KEY, PrivateKeys.parse(encrypted("pass word"), "pass word"));
  }

  @Test
  void saysWhatIsWrongAndNeverTheKey() throws Exception {
    String good = pem("PRIVATE KEY", KEY.getEncoded());
    refuses("-----BEGIN RSA PRIVATE KEY-----\nMII=\n", "", "openssl pkcs8 -topk8");
    refuses(encrypted("right"), "", "give snowflake.private.key.passphrase");
    refuses(encrypted("right"), "wrong", "cannot be decrypted");
    refuses(good.substring(0, 200), "", "is no RSA private key");
    var failure = assertThrows(
        IllegalArgumentException.class, () -> PrivateKeys.read(Path.of("/nowhere/key.p8"), ""));
    assertTrue(failure.getMessage().contains("/nowhere/key.p8"));
  }

  private static void refuses(String pem, String passphrase, String part) {
    var failure = assertThrows(IllegalArgumentException.class, () -> PrivateKeys.parse(pem, passphrase));
    assertTrue(failure.getMessage().contains(part), failure.getMessage());
    assertTrue(pem.length() < 60 || !failure.getMessage().contains(pem.substring(30, 60)), failure.getMessage());
  }
}
