package dev.heartwood.config;

import java.util.List;

/**
 * One handler of the file.
 *
 * @param place where it stands
 * @param children the names of the handlers behind it
 * @param content equal for definitions that mean the same
 */
record Definition(String name, Place place, List<String> children, String content, Maker maker) {
  boolean means(Definition other) {
    return content.equals(other.content);
  }
}
