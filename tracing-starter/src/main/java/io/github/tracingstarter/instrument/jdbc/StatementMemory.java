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
 * The last run of each {@code SELECT}, by the text on its spans: the application's own
 * text, where it ran and, if a plan needs them, the values. None of this is shown. It is
 * bounded like {@link RecentCache}, with at most a few databases for each text and 4,000
 * characters of values for each database.
 */
final class StatementMemory {

	private static final int MAX_DATABASES = 4;

	private static final List<AttributeKey<?>> IDENTITY = List.of(DbAttributes.DB_SYSTEM_NAME,
			DbAttributes.DB_NAMESPACE, ServerAttributes.SERVER_ADDRESS, ServerAttributes.SERVER_PORT);

	private final RecentCache<Map<Database, Run>> statements = new RecentCache<>();

	/**
	 * Called when a statement runs.
	 * @param text the application's text of the statement
	 * @param sql the parsed statement
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
	 * Returns whether two descriptions are of the same database.
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
	 * @param text the application's text of the statement
	 * @param pool the pool of the connection
	 * @param values the values, or null if they are not known
	 */
	record Run(String text, WeakReference<TracedPool> pool, @Nullable List<@Nullable Object> values) {

		boolean is(String sql, TracedPool from) {
			return this.text.equals(sql) && this.pool.refersTo(from);
		}

		/**
		 * Does not include the components, which contain values.
		 */
		@Override
		public String toString() {
			return "Run";
		}

	}

}
