package dev.berth.journal;

import dev.berth.ports.Endpoint;
import dev.berth.ports.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * The file that the entries are in: SQLite, with a write-ahead log, so that others read it while it
 * is written and a killed process leaves it whole. One thread has it.
 */
final class LedgerFile implements AutoCloseable {
    /**
     * What makes each version of the file out of the one before; versions are added, and never
     * changed. {@code at} is in milliseconds since 1970 UTC; {@code port} is 0, and {@code
     * transport} empty, where an entry is about the hub as a whole.
     */
    private static final List<List<String>> VERSIONS =
            List.of(
                    List.of(
                            "CREATE TABLE entry ("
                                    + "id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,"
                                    + " transport TEXT NOT NULL, address TEXT NOT NULL, port INTEGER NOT NULL,"
                                    + " owner TEXT NOT NULL, purpose TEXT NOT NULL, who TEXT NOT NULL,"
                                    + " text TEXT NOT NULL, lease TEXT NOT NULL) STRICT",
                            "CREATE INDEX entry_by_port ON entry (port, at)",
                            "CREATE INDEX entry_by_time ON entry (at)"));

    private static final String INSERT =
            "INSERT INTO entry (at, kind, transport, address, port, owner, purpose, who, text, lease)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** A lease that still stands keeps its first line, however old. */
    private static final String PRUNE =
            "DELETE FROM entry WHERE id IN (SELECT id FROM entry e WHERE (at < :before OR id <= :below)"
                    + " AND NOT (kind IN ('granted', 'adopted')"
                    + " AND at >= (SELECT coalesce(max(at), 0) FROM entry WHERE port = 0 AND kind = 'started')"
                    + " AND NOT EXISTS (SELECT 1 FROM entry x WHERE x.port = e.port AND x.at >= e.at"
                    + " AND x.lease = e.lease AND x.kind IN ('released', 'expired')))"
                    + " LIMIT :limit)";

    /** What tells who had a port when. */
    private static final Set<Entry.Kind> TENURE =
            Set.of(
                    Entry.Kind.GRANTED,
                    Entry.Kind.ADOPTED,
                    Entry.Kind.RELEASED,
                    Entry.Kind.EXPIRED,
                    Entry.Kind.STARTED,
                    Entry.Kind.ENDED);

    /** How many entries around a moment are looked at for tenures, and how many are shown. */
    private static final int TENURES = 500;

    private static final int NEIGHBOURS = 20;

    private static final Comparator<Map.Entry<Long, Entry>> BY_TIME =
            Comparator.<Map.Entry<Long, Entry>, Instant>comparing(row -> row.getValue().at())
                    .thenComparing(Map.Entry.comparingByKey());

    private final Handle handle;

    private LedgerFile(Handle handle) {
        this.handle = handle;
    }

    /** Opens it to be written, and makes it if need be, for this user's eyes only. */
    static LedgerFile open(Path path) throws IOException {
        if (!Files.exists(path)) {
            make(path);
        }
        var settings = new SQLiteConfig();
        settings.setJournalMode(JournalMode.WAL);
        settings.setSynchronous(SynchronousMode.NORMAL);
        settings.setBusyTimeout(1_000);
        var source = source(path, settings);
        var file = new LedgerFile(Jdbi.create(source).open());
        try {
            file.migrate();
            return file;
        } catch (RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /** Brings a file of an earlier Berth, or an empty one, up to date, a version at a time. */
    private void migrate() {
        int version = handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one();
        if (version > VERSIONS.size()) {
            throw new IllegalStateException(
                    "it is of a newer Berth, with format %d where this one knows %d"
                            .formatted(version, VERSIONS.size()));
        }
        for (int next = version; next < VERSIONS.size(); next++) {
            upgrade(next);
        }
    }

    private void upgrade(int from) {
        handle.useTransaction(transaction -> {
            VERSIONS.get(from).forEach(transaction::execute);
            transaction.execute("PRAGMA user_version = " + (from + 1));
        });
    }

    /** Owners have the addresses of outputs in their names, and these their keys. */
    private static void make(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            var ours = PosixFilePermissions.fromString("rw-------");
            Files.createFile(path, PosixFilePermissions.asFileAttribute(ours));
        }
    }

    /** Opens it to be read only; it must be there. */
    static LedgerFile read(Path path) {
        var settings = new SQLiteConfig();
        settings.setReadOnly(true);
        settings.setBusyTimeout(5_000);
        return new LedgerFile(Jdbi.create(source(path, settings)).open());
    }

    private static SQLiteDataSource source(Path path, SQLiteConfig settings) {
        var source = new SQLiteDataSource(settings);
        source.setUrl("jdbc:sqlite:" + path);
        return source;
    }

    /** Writes all of them or none. */
    void write(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        handle.useTransaction(transaction -> {
            try (var batch = transaction.prepareBatch(INSERT)) {
                for (var entry : entries) {
                    var endpoint = entry.endpoint();
                    batch.bind(0, entry.at().toEpochMilli())
                            .bind(1, entry.kind().code())
                            .bind(2, endpoint == null ? "" : endpoint.transport().toString())
                            .bind(3, endpoint == null ? "" : written(endpoint.address()))
                            .bind(4, endpoint == null ? 0 : endpoint.port())
                            .bind(5, entry.owner())
                            .bind(6, entry.purpose())
                            .bind(7, entry.who())
                            .bind(8, entry.text())
                            .bind(9, entry.lease())
                            .add();
                }
                batch.execute();
            }
        });
    }

    /**
     * Takes out what is older than {@code before}, and what is more than {@code rows}, oldest
     * first.
     *
     * @return how many entries went, {@code limit} at most
     */
    int prune(Instant before, int rows, int limit) {
        long newest =
                handle.createQuery("SELECT coalesce(max(id), 0) FROM entry")
                        .mapTo(Long.class)
                        .one();
        return handle.createUpdate(PRUNE)
                .bind("before", before.toEpochMilli())
                .bind("below", newest - rows)
                .bind("limit", limit)
                .execute();
    }

    /** The newest entries that {@code query} means, oldest first. */
    List<Entry> find(Query query) {
        return entries(query, false, query.limit()).values().stream().toList();
    }

    /** What tells who had a port at a moment, and what happened shortly before and after it. */
    List<Entry> around(int port, @Nullable Transport transport, Instant at) {
        var past = new Query(port, transport, null, at.plusMillis(1), Set.of(), "", 1);
        var future = new Query(port, transport, at.plusMillis(1), null, Set.of(), "", 1);
        var found = new HashMap<Long, Entry>();
        found.putAll(entries(with(past, TENURE), false, TENURES));
        found.putAll(entries(past, false, NEIGHBOURS));
        found.putAll(entries(future, true, NEIGHBOURS));
        found.putAll(entries(with(future, TENURE), true, NEIGHBOURS));
        return found.entrySet().stream().sorted(BY_TIME).map(Map.Entry::getValue).toList();
    }

    private static Query with(Query query, Set<Entry.Kind> kinds) {
        return new Query(
                query.port(),
                query.transport(),
                query.since(),
                query.until(),
                kinds,
                query.owner(),
                query.limit());
    }

    /** By their numbers, oldest first: the first ones, or the last ones, that are meant. */
    private Map<Long, Entry> entries(Query query, boolean first, int limit) {
        var conditions = new ArrayList<String>();
        var values = new HashMap<String, Object>();
        conditions(query, conditions, values);
        var sql =
                "SELECT * FROM entry"
                        + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                        + (first ? " ORDER BY at, id" : " ORDER BY at DESC, id DESC")
                        + " LIMIT "
                        + limit;
        var rows =
                new ArrayList<>(
                        handle.createQuery(sql)
                                .bindMap(values)
                                .map((row, context) -> Map.entry(row.getLong("id"), entry(row)))
                                .list());
        var entries = new LinkedHashMap<Long, Entry>();
        (first ? rows : rows.reversed()).forEach(row -> entries.put(row.getKey(), row.getValue()));
        return entries;
    }

    private static void conditions(
            Query query, List<String> conditions, Map<String, Object> values) {
        if (query.port() > 0) {
            // What is about the hub as a whole is about every port.
            conditions.add("port IN (:port, 0)");
            values.put("port", query.port());
        }
        if (query.transport() != null) {
            conditions.add("transport IN (:transport, '')");
            values.put("transport", query.transport().toString());
        }
        if (query.since() != null) {
            conditions.add("at >= :since");
            values.put("since", query.since().toEpochMilli());
        }
        if (query.until() != null) {
            conditions.add("at < :until");
            values.put("until", query.until().toEpochMilli());
        }
        if (!query.kinds().isEmpty()) {
            conditions.add("kind IN (" + codes(query.kinds()) + ")");
        }
        if (!query.owner().isEmpty()) {
            conditions.add("owner = :owner");
            values.put("owner", query.owner());
        }
    }

    /** Constants of ours, and therefore not bound. */
    private static String codes(Set<Entry.Kind> kinds) {
        return kinds.stream()
                .map(kind -> "'" + kind.code() + "'")
                .collect(Collectors.joining(", "));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                Instant.ofEpochMilli(row.getLong("at")),
                Entry.Kind.of(row.getString("kind")).orElse(Entry.Kind.GAP),
                endpoint(row),
                row.getString("owner"),
                row.getString("purpose"),
                row.getString("who"),
                row.getString("text"),
                row.getString("lease"));
    }

    private static @Nullable Endpoint endpoint(ResultSet row) throws SQLException {
        var transport = row.getString("transport");
        return transport.isEmpty()
                ? null
                : new Endpoint(
                        Transport.valueOf(transport.toUpperCase(Locale.ROOT)),
                        address(row.getString("address")),
                        row.getInt("port"));
    }

    private static String written(@Nullable InetAddress address) {
        return address == null ? "" : address.getHostAddress();
    }

    private static @Nullable InetAddress address(String written) {
        if (written.isEmpty()) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(written);
        } catch (IllegalArgumentException interfaceIsGone) {
            return InetAddress.ofLiteral(written.replaceFirst("%.*", ""));
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
