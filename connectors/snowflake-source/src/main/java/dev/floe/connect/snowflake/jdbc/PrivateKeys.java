package dev.floe.connect.snowflake.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads RSA private keys. What it throws names the fault and never the key. */
public final class PrivateKeys {
  private PrivateKeys() {}

  public static PrivateKey read(Path file, String passphrase) {
    try {
      return parse(Files.readString(file), passphrase);
    } catch (IOException missing) {
      throw new IllegalArgumentException("names " + file + ", which cannot be read on this worker.");
    }
  }

  /** Reads PEM text; line breaks may be real, written \n, blanks, or left out with the header. */
  public static PrivateKey parse(String pem, String passphrase) {
    if (pem.contains("BEGIN RSA PRIVATE KEY"))
      throw new IllegalArgumentException(
          "is a PKCS#1 key; convert it with: openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem");
    boolean encrypted = pem.contains("BEGIN ENCRYPTED PRIVATE KEY");
    if (encrypted && passphrase.isEmpty())
      throw new IllegalArgumentException("is encrypted; give snowflake.private.key.passphrase as well.");
    String body = pem.replaceAll("-----[A-Z ]+-----", "").replace("\\n", "").replaceAll("\\s", "");
    try {
      byte[] bytes = Base64.getDecoder().decode(body);
      var spec = encrypted ? decrypted(bytes, passphrase) : new PKCS8EncodedKeySpec(bytes);
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    } catch (IllegalArgumentException | GeneralSecurityException | IOException broken) {
      throw new IllegalArgumentException(encrypted
          ? "cannot be decrypted: wrong passphrase, or a cipher other than PBES2."
          : "is no RSA private key in PKCS#8 PEM (-----BEGIN PRIVATE KEY-----).");
    }
  }

  private static PKCS8EncodedKeySpec decrypted(byte[] bytes, String passphrase)
      throws GeneralSecurityException, IOException {
    var info = new EncryptedPrivateKeyInfo(bytes);
    String algorithm = info.getAlgName().startsWith("PBES2") || info.getAlgName().equals("1.2.840.113549.1.5.13")
        ? info.getAlgParameters().toString() : info.getAlgName();
    var secret = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase.toCharArray()));
    var cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
    return info.getKeySpec(cipher);
  }
}
