package io.servex.server;

/** The version of the program, as it was built. */
public final class Version {
  private Version() {}

  /** Such as 1.2.3. */
  public static String text() {
    var module = Version.class.getModule();
    var descriptor = module.getDescriptor();
    return descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
  }
}
