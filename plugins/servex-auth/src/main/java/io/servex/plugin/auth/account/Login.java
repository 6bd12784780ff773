package io.servex.plugin.auth.account;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody claims to be.
 *
 * @param name in normal form
 * @param password as it was typed
 */
public record Login(String name, String password) {
  /** Reads {@code {"username":"…","password":"…"}}; null for anything else. */
  static @Nullable Login read(byte[] json) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      var fields = JSONObjectUtils.parse(text);
      return fields.get("username") instanceof String name
              && fields.get("password") instanceof String password
          ? of(name, password)
          : null;
    } catch (CharacterCodingException | ParseException | RuntimeException e) {
      return null;
    }
  }

  /** Brings a name into normal form; null where nobody can have that name, or no password. */
  public static @Nullable Login of(String name, String password) {
    var normal = Accounts.normal(name);
    return PasswordRules.isName(normal) && !password.isEmpty() ? new Login(normal, password) : null;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Login[" + name + "]";
  }
}
