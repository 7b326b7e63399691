package io.github.tracingstarter.sql;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.instrumentation.api.incubator.semconv.db.SqlQuery;
import io.opentelemetry.instrumentation.api.incubator.semconv.db.SqlQueryAnalyzer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

import static io.opentelemetry.instrumentation.api.incubator.semconv.db.SqlDialect.DOUBLE_QUOTES_ARE_IDENTIFIERS;

/**
 * From the text of a statement to the name and attributes of its span.
 */
public class SqlAnalysisBenchmark extends HotPathBenchmark {

	/** The method behind the cache, which is not public. */
	private static final MethodHandle SANITIZE = sanitize();

	@Param
	public Text text;

	private final Database database = Database.of("jdbc:h2:mem:benchmark");

	@Benchmark
	public Object cached() {
		return this.database.query(this.text.sql, true);
	}

	@Benchmark
	public Object uncached() {
		return Query.of(SqlAnalyzer.analyze(this.text.sql, SqlDialect.STANDARD), this.database);
	}

	/**
	 * The analysis in OpenTelemetry's agent and starter for a statement that is not in
	 * their cache.
	 */
	@Benchmark
	public Object openTelemetry() throws Throwable {
		return (Object) SANITIZE.invoke(this.text.sql, DOUBLE_QUOTES_ARE_IDENTIFIERS);
	}

	private static MethodHandle sanitize() {
		try {
			Class<?> sanitizer = Class
				.forName(SqlQueryAnalyzer.class.getPackageName() + ".AutoSqlSanitizerWithSummary");
			return MethodHandles.privateLookupIn(sanitizer, MethodHandles.lookup())
				.findStatic(sanitizer, "sanitize", MethodType.methodType(SqlQuery.class, String.class,
						DOUBLE_QUOTES_ARE_IDENTIFIERS.getClass().getSuperclass()));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The text to analyze.
	 */
	public enum Text {

		/** Written by hand. */
		SHORT("select name from users where id = ?"),

		/** As Hibernate writes a query with two joins. */
		HIBERNATE("select o1_0.id,o1_0.created_at,c1_0.id,c1_0.email,c1_0.first_name,c1_0.last_name,i1_0.order_id,"
				+ "i1_0.id,i1_0.price,i1_0.product_id,i1_0.quantity,o1_0.status,o1_0.total,o1_0.version from orders o1_0"
				+ " join customers c1_0 on c1_0.id=o1_0.customer_id left join order_items i1_0 on o1_0.id=i1_0.order_id"
				+ " where o1_0.status=? and o1_0.created_at>=? and c1_0.email like ? escape '' order by o1_0.created_at"
				+ " desc offset ? rows fetch first ? rows only"),

		/** With values in the text, so that no two such statements are equal. */
		LITERALS("insert into events (id, kind, payload, created_at) values (4711, 'login', 'it''s me', "
				+ "TIMESTAMP '2024-05-01 12:00:00'), (4712, 'logout', 'bye', TIMESTAMP '2024-05-01 12:30:00')");

		private final String sql;

		Text(String sql) {
			this.sql = sql;
		}

	}

}
