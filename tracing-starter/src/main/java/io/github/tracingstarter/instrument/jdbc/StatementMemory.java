package io.github.tracingstarter.instrument.jdbc;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.sql.Database;
import io.github.tracingstarter.sql.RecentCache;
import io.github.tracingstarter.sql.Sql;
import io.github.tracingstarter.sql.SqlScanner;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The last run of each {@code SELECT}, by the text that its spans have: the text that the
 * application wrote, where it ran and, where a plan takes them, the values. Nothing of it
 * is shown. It holds what {@link RecentCache} does, and for each text at most a few
 * databases, with 4,000 characters of values each.
 */
final class StatementMemory {

	private static final int MAX_DATABASES = 4;

	private static final List<AttributeKey<?>> IDENTITY = List.of(DbAttributes.DB_SYSTEM_NAME,
			DbAttributes.DB_NAMESPACE, ServerAttributes.SERVER_ADDRESS, ServerAttributes.SERVER_PORT);

	private final RecentCache<Map<Database, Run>> statements = new RecentCache<>();

	/**
	 * A statement runs.
	 * @param text the statement as the application wrote it
	 * @param sql what was read in it
	 * @param database the database
	 * @param pool where the connection comes from
	 * @param values the values, if they are kept
	 */
	void ran(String text, Sql sql, Database database, TracedPool pool, @Nullable BoundValues values) {
		if (!"SELECT".equals(sql.operation()) || text.length() > SqlScanner.MAX_LENGTH) {
			return;
		}
		Map<Database, Run> runs = this.statements.get(sql.text());
		if (runs == null) {
			runs = new ConcurrentHashMap<>(1);
			this.statements.put(sql.text(), runs);
		}
		Run last = runs.get(database);
		if (last != null && values == null && last.is(text, pool)) {
			return;
		}
		if (last != null || runs.size() < MAX_DATABASES) {
			runs.put(database, new Run(text, new WeakReference<>(pool), (values != null) ? values.remembered() : null));
		}
	}

	/**
	 * Finds the last run of a statement.
	 * @param statement the attributes of a span
	 * @return the run, or null if it is not remembered
	 */
	@Nullable Run find(Attributes statement) {
		String text = statement.get(DbAttributes.DB_QUERY_TEXT);
		Map<Database, Run> runs = (text != null) ? this.statements.get(text) : null;
		if (runs == null) {
			return null;
		}
		return runs.entrySet()
			.stream()
			.filter((entry) -> isSame(entry.getKey().attributes(), statement))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Whether two descriptions are of one database.
	 * @param one a description
	 * @param other another
	 * @return whether they are
	 */
	static boolean isSame(Attributes one, Attributes other) {
		return IDENTITY.stream().allMatch((key) -> Objects.equals(one.get(key), other.get(key)));
	}

	/**
	 * A run of a statement.
	 *
	 * @param text the statement as the application wrote it
	 * @param pool where the connection came from
	 * @param values the values, or null if they are not known
	 */
	record Run(String text, WeakReference<TracedPool> pool, @Nullable List<@Nullable Object> values) {

		boolean is(String sql, TracedPool from) {
			return this.text.equals(sql) && this.pool.refersTo(from);
		}

		/**
		 * Not the components, which have values.
		 */
		@Override
		public String toString() {
			return "Run";
		}

	}

}
