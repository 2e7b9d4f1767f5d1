package dev.heartwood.service.query;

import dev.heartwood.service.query.Condition.And;
import dev.heartwood.service.query.Condition.Is;
import dev.heartwood.service.query.Condition.Not;
import dev.heartwood.service.query.Condition.Or;
import java.util.ArrayList;
import java.util.List;

/**
 * The services to which a condition is limited, whatever else it asks for.
 *
 * @param parts that must all hold, and are about the service only
 */
public record AskedServices(List<Condition> parts) {
  public AskedServices {
    parts = List.copyOf(parts);
  }

  public static AskedServices of(Condition where) {
    List<Condition> parts = new ArrayList<>();
    collect(where, parts);
    return new AskedServices(parts);
  }

  private static void collect(Condition where, List<Condition> parts) {
    if (where instanceof And and) {
      and.parts().forEach(part -> collect(part, parts));
    } else if (isOfService(where)) {
      parts.add(where);
    }
  }

  private static boolean isOfService(Condition condition) {
    if (condition instanceof And and) {
      return and.parts().stream().allMatch(AskedServices::isOfService);
    }
    if (condition instanceof Or or) {
      return or.parts().stream().allMatch(AskedServices::isOfService);
    }
    return condition instanceof Not not
        ? isOfService(not.part())
        : condition instanceof Is is && is.field().equals(Field.SERVICE);
  }

  /** Whether entries of a service may meet the condition. */
  public boolean have(String service) {
    return parts.stream().allMatch(part -> holds(part, service));
  }

  private static boolean holds(Condition condition, String service) {
    if (condition instanceof And and) {
      return and.parts().stream().allMatch(part -> holds(part, service));
    }
    if (condition instanceof Or or) {
      return or.parts().stream().anyMatch(part -> holds(part, service));
    }
    return condition instanceof Not not
        ? !holds(not.part(), service)
        : condition instanceof Is is && is.text().equals(service);
  }
}
