package dev.heartwood.ring;

import java.nio.file.Path;

/**
 * Bytes of a ring in which events stood, or may have stood, that cannot be read.
 *
 * @param position of the first of them
 * @param offset of the same in the file
 * @param bytes how many
 */
public record RingDamage(Path file, long position, long offset, long bytes) {}
