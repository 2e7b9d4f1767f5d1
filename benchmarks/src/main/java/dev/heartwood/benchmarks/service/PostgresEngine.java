package dev.heartwood.benchmarks.service;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * PostgreSQL with one table and an index for each of the questions; batches are one {@code COPY}
 * each, with ids of ours.
 */
final class PostgresEngine implements Engine {
  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final JsonFactory JSON = new JsonFactory();

  private static final String COLUMNS =
      "(id, ts, level, service, message, correlation_id, key, source_ip, logger, metadata)";
  private static final List<String> SCHEMA =
      List.of(
          "create extension pg_trgm",
          "create table logs (id text not null, ts timestamptz not null, level text not null,"
              + " service text not null, message text not null, correlation_id text, key text,"
              + " source_ip inet, logger text, metadata jsonb, primary key (id))",
          "create index on logs (service, level, ts desc)",
          "create index on logs (correlation_id) where correlation_id is not null",
          "create index on logs using brin (ts) with (pages_per_range = 32)",
          "create index on logs using gin (message gin_trgm_ops)");

  private final Path data;
  private final String url;
  private final ServerProcess process;
  private final Duration startTime;

  private PostgresEngine(Path data, String url, ServerProcess process, Duration startTime) {
    this.data = data;
    this.url = url;
    this.process = process;
    this.startTime = startTime;
  }

  /**
   * @param directory that is there and empty
   */
  static PostgresEngine start(Path programs, Path directory) throws IOException {
    int port = ServerProcess.freePort();
    Path data = directory.resolve("data");
    long start = System.nanoTime();
    ServerProcess process =
        PostgresCluster.start(programs, data, port, directory.resolve("output"));
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    try {
      awaitReady(process, url, start);
      Duration startTime = Duration.ofNanos(System.nanoTime() - start);
      PostgresEngine engine = new PostgresEngine(data, url, process, startTime);
      for (String statement : SCHEMA) {
        engine.execute(statement);
      }
      return engine;
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static void awaitReady(ServerProcess process, String url, long start) throws IOException {
    while (true) {
      try {
        DriverManager.getConnection(url).close();
        return;
      } catch (SQLException e) {
        process.expectAlive();
        if (System.nanoTime() - start > START_LIMIT.toNanos()) {
          throw new IOException("postgresql was not ready in " + START_LIMIT, e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
  }

  @Override
  public Duration startTime() {
    return startTime;
  }

  @Override
  public Bodies.Format batched() {
    return PostgresEngine::line;
  }

  /** As COPY reads it: fields with tabs between. */
  private static void line(LogEntry entry, OutputStream out) throws IOException {
    StringBuilder line = new StringBuilder(512);
    for (@Nullable String value : values(entry)) {
      line.append(line.length() == 0 ? "" : "\t");
      line.append(value == null ? "\\N" : value.replace("\\", "\\\\"));
    }
    out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String[] values(LogEntry entry) {
    LogContent content = entry.content();
    return new @Nullable String[] {
      entry.id(),
      entry.timestamp().toString(),
      content.level(),
      content.service(),
      content.message(),
      content.correlationId(),
      content.key(),
      content.sourceIp(),
      content.logger(),
      metadata(content)
    };
  }

  private static String metadata(LogContent content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      EntryJson.metadata(json, content.metadata());
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public Sender sender() throws IOException {
    Connection connection = connect("");
    return new Sender() {
      @Override
      public String send(Bodies bodies, Bodies.Part part, long number) throws IOException {
        try {
          PGConnection postgres = connection.unwrap(PGConnection.class);
          postgres
              .getCopyAPI()
              .copyIn(
                  "copy logs " + COLUMNS + " from stdin",
                  new ByteArrayInputStream(bodies.bytes(part)));
          return part.firstId();
        } catch (SQLException e) {
          throw new IOException(e);
        }
      }

      @Override
      public void close() throws IOException {
        PostgresEngine.close(connection);
      }
    };
  }

  /** Asks with plans for the values at hand: one for all values would scan for rare texts. */
  @Override
  public Asker asker() throws IOException {
    Connection connection = connect("&prepareThreshold=0");
    return new Asker() {
      @Override
      public long ask(Ask ask) throws IOException {
        try (Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery(sql(ask))) {
          long found = 0;
          while (rows.next()) {
            boolean bar = ask.question() == Question.HISTOGRAM;
            found += !bar ? 1 : rows.getString("service") == null ? rows.getLong("entries") : 0;
          }
          return found;
        } catch (SQLException e) {
          throw new IOException(e);
        }
      }

      @Override
      public void close() throws IOException {
        PostgresEngine.close(connection);
      }
    };
  }

  private static String sql(Ask ask) {
    String value = "'" + ask.value() + "'";
    return switch (ask.question()) {
      case NEWEST -> newest("level = " + value + " and service = '" + ask.service() + "'");
      case CORRELATION -> newest("correlation_id = " + value);
      case ID -> "select * from logs where id = " + value;
      case WORD -> newest("message ~* '\\m" + ask.value() + "\\M'");
      case SUBSTRING -> newest("message ilike '%" + ask.value() + "%'");
      case HISTOGRAM ->
          """
          select bar, level, service, count(*) as entries
          from (select date_bin('%d minutes', ts, '%s') as bar, level, service
                from logs where ts >= '%s' and ts < '%s') as day
          group by grouping sets ((bar, level), (service))
          """
              .formatted(Ask.BAR.toMinutes(), ask.from(), ask.from(), ask.until());
    };
  }

  private static String newest(String where) {
    return "select * from logs where " + where + " order by ts desc limit " + Ask.MOST;
  }

  @Override
  public Singles.Result singles(List<LogEntry> entries, Singles plan) throws IOException {
    return new PostgresSingles(this, entries.stream().map(PostgresEngine::values).toList(), plan)
        .run();
  }

  static PreparedStatement insert(Connection connection) throws SQLException {
    return connection.prepareStatement(
        "insert into logs "
            + COLUMNS
            + " values (?, ?::timestamptz, ?, ?, ?, ?, ?, ?::inet, ?, ?::jsonb)");
  }

  @Override
  public long count() throws IOException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from logs")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** It has none: what is committed is found. */
  @Override
  public Backlog backlog() {
    return Backlog.NONE;
  }

  @Override
  public void settle() throws IOException {
    execute("vacuum analyze logs");
    execute("checkpoint");
  }

  @Override
  public double processorSeconds() throws IOException {
    double ofChildren = ProcessHandle.of(process.pid()).map(PostgresEngine::childrenOf).orElse(0.0);
    return process.processorSeconds() + ofChildren;
  }

  private static double childrenOf(ProcessHandle server) {
    return server
        .children()
        .mapToDouble(
            child -> {
              try {
                return ServerProcess.processorSeconds(child.pid());
              } catch (IOException e) {
                return 0; // it has ended, and its parent has its time
              }
            })
        .sum();
  }

  /** Its processes share memory, so that what each has had at most says nothing of the sum. */
  @Override
  public double peakMemory() {
    return Double.NaN;
  }

  @Override
  public Path data() {
    return data;
  }

  Connection connect(String parameters) throws IOException {
    try {
      return DriverManager.getConnection(url + parameters);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private void execute(String sql) throws IOException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IOException(sql, e);
    }
  }

  private static void close(Connection connection) throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
