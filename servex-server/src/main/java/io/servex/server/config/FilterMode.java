package io.servex.server.config;

/** Whether a filter is obeyed. */
public enum FilterMode {
  /** What it decides is done. */
  ENFORCE,
  /** What it decides is counted and logged, and nothing comes of it. */
  SHADOW
}
