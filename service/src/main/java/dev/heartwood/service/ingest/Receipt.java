package dev.heartwood.service.ingest;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of one entry. */
public sealed interface Receipt {
  /** The id under which it is kept; null if it is not. */
  default @Nullable String id() {
    return null;
  }

  /** It is kept. */
  record Stored(String id) implements Receipt {
    public Stored {
      Objects.requireNonNull(id, "id");
    }
  }

  /** A rule left it out, as it was asked to. */
  record Filtered(String rule) implements Receipt {
    public Filtered {
      Objects.requireNonNull(rule, "rule");
    }
  }

  /** It was refused. */
  record Rejected(Rejection why) implements Receipt {
    public Rejected {
      Objects.requireNonNull(why, "why");
    }
  }

  /** It is kept already: an earlier one with the same client id has this id. */
  record Duplicate(String id) implements Receipt {
    public Duplicate {
      Objects.requireNonNull(id, "id");
    }
  }
}
