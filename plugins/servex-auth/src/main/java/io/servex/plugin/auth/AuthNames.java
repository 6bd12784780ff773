package io.servex.plugin.auth;

import io.servex.api.plugin.SettingProblems;
import io.servex.plugin.auth.account.Accounts;
import io.servex.plugin.auth.account.PasswordRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/** Checks that nobody in a configuration can be taken for somebody else. */
final class AuthNames {
  private AuthNames() {}

  /** What one issuer calls a user another one may call somebody else. */
  static void issuers(SettingProblems problems, String own, boolean accounts, List<JwtConfig> jwt) {
    var names = new HashSet<String>();
    var prefixes = new HashSet<String>();
    if (accounts) {
      names.add(own);
      prefixes.add("");
    }
    for (var i = 0; i < jwt.size(); i++) {
      var name = jwt.get(i).issuer();
      var prefix = jwt.get(i).idPrefix();
      problems.check(
          names.add(name), "jwt[" + i + "].issuer", name, "another one for each", "jwt", "issuer");
      problems.check(
          prefixes.add(prefix),
          "jwt[" + i + "].id_prefix",
          prefix,
          "another one for each, and for the users of this gateway none",
          "jwt");
    }
  }

  /** Each user has a name and a password, and the name alone. */
  static void users(SettingProblems problems, List<AuthConfig.InitialUser> users) {
    var names = new HashSet<String>();
    for (var i = 0; i < users.size(); i++) {
      var user = users.get(i);
      var at = "initial_users[" + i + "]";
      var name = Accounts.normal(user.username());
      problems.check(
          PasswordRules.isName(name), at + ".username", name, "1 to 128 visible characters");
      problems.check(names.add(name), at + ".username", name, "a name no other user has");
      problems.check(
          PasswordRules.isPassword(user.password().reveal()),
          at + ".password",
          user.password(),
          "8 to 128 characters");
    }
  }

  /** Each key has one owner. */
  static void owners(SettingProblems problems, List<ApiKeyConfig> keys) {
    var owners = new HashMap<String, Integer>();
    for (var i = 0; i < keys.size(); i++) {
      var other = owners.putIfAbsent(keys.get(i).hash(), i);
      problems.check(
          other == null,
          "api_keys[" + i + "]",
          "the key of api_keys[" + other + "]",
          "another one for each owner",
          "api_keys");
    }
  }
}
