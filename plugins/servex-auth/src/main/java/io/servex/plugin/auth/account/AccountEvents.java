package io.servex.plugin.auth.account;

import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.AuditEvent.Severity;
import org.jspecify.annotations.Nullable;

/** What the audit log gets to know of the endpoints for users. */
public final class AccountEvents {
  private static final AuditEvent LOGIN =
      AuditEvent.of("auth.login.success", Severity.MEDIUM, "logged in");
  private static final AuditEvent LOGIN_FAILURE =
      AuditEvent.of("auth.login.failure", Severity.HIGH, "login refused");
  private static final AuditEvent REGISTER =
      AuditEvent.of("auth.register.success", Severity.MEDIUM, "registered");
  private static final AuditEvent REGISTER_FAILURE =
      AuditEvent.of("auth.register.failure", Severity.HIGH, "registration refused");
  private static final AuditEvent REFRESH =
      AuditEvent.of("auth.token.refresh", Severity.MEDIUM, "tokens renewed");
  private static final AuditEvent INVALID =
      AuditEvent.of("auth.token.invalid", Severity.HIGH, "token refused");
  private static final AuditEvent LOGOUT =
      AuditEvent.of("auth.logout", Severity.MEDIUM, "logged out");

  private AccountEvents() {}

  /**
   * What an answer of an endpoint means.
   *
   * @param endpoint its name
   * @param status what was answered
   * @return the event, or null when it is none: where nothing was asked for, or nobody could decide
   */
  public static @Nullable AuditEvent of(String endpoint, int status) {
    if (status == 404 || status >= 500) {
      return null;
    }
    var done = status < 300;
    return switch (endpoint) {
      case "login" -> done ? LOGIN : LOGIN_FAILURE;
      case "register" -> done ? REGISTER : REGISTER_FAILURE;
      case "refresh" -> done ? REFRESH : INVALID;
      case "logout" -> done ? LOGOUT : null;
      case "me" -> done ? null : INVALID;
      default -> null;
    };
  }
}
