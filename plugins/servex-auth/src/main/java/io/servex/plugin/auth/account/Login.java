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
record Login(String name, String password) {
  /** Reads {@code {"username":"…","password":"…"}}; null for anything else. */
  static @Nullable Login read(byte[] json) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      var fields = JSONObjectUtils.parse(text);
      if (fields.get("username") instanceof String name
          && fields.get("password") instanceof String password
          && PasswordRules.isName(Accounts.normal(name))
          && !password.isEmpty()) {
        return new Login(Accounts.normal(name), password);
      }
      return null;
    } catch (CharacterCodingException | ParseException | RuntimeException e) {
      return null;
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Login[" + name + "]";
  }
}
