package dev.heartwood.service.api;

import dev.heartwood.service.security.AuditLog;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What admins need.
 *
 * @param audit is told what they do before they do it; null for nobody
 * @param backups directory in which backups are made, each under a name; null for none
 */
public record AdminOptions(@Nullable AuditLog audit, @Nullable Path backups) {
  public static final AdminOptions NONE = new AdminOptions(null, null);
}
