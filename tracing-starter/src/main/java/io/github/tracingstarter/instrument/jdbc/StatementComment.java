package io.github.tracingstarter.instrument.jdbc;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;

import io.github.tracingstarter.sql.Database;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.semconv.DbAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The comment at the end of a statement by which the log of the database names its trace,
 * as sqlcommenter writes it. It makes each text a new one, so it is left out where a
 * driver or a server looks texts up, unless all statements are to have it.
 */
final class StatementComment {

	/** Their servers keep no plan of a statement that is not prepared. */
	private static final Set<String> WITHOUT_PLANS = Set.of("postgresql", "mysql", "mariadb");

	/** Sends the whole text with each execution, and keeps nothing of it. */
	private static final String CLIENT_STATEMENT = "org.mariadb.jdbc.ClientPreparedStatement";

	private static final String TRACE_PARENT = "traceparent='";

	private final boolean everywhere;

	private final Supplier<@Nullable String> application;

	private volatile @Nullable String beginning;

	private StatementComment(boolean everywhere, Supplier<@Nullable String> application) {
		this.everywhere = everywhere;
		this.application = application;
	}

	/**
	 * Creates the comment.
	 * @param comment which statements have it
	 * @param application the name of the application, asked for at the first statement
	 * @return the comment, or null if no statement has it
	 */
	static @Nullable StatementComment of(JdbcProperties.Comment comment, Supplier<@Nullable String> application) {
		return switch (comment) {
			case OFF -> null;
			case ON -> new StatementComment(false, application);
			case ALL -> new StatementComment(true, application);
		};
	}

	/**
	 * The text that is sent for a statement that is not prepared.
	 * @param sql the text of the application
	 * @param trace the span of the statement, or what is around it
	 * @param database where the statement runs
	 * @return the text with the comment, or the same
	 */
	String ofPlain(String sql, SpanContext trace, Database database) {
		boolean wanted = this.everywhere
				|| WITHOUT_PLANS.contains(String.valueOf(database.attributes().get(DbAttributes.DB_SYSTEM_NAME)));
		return wanted ? append(sql, trace) : sql;
	}

	/**
	 * The text that a statement is prepared with.
	 * @param sql the text of the application
	 * @param trace what is around it
	 * @param pool where the connection comes from
	 * @return the text with the comment, or the same
	 */
	String ofPrepared(String sql, SpanContext trace, TracedPool pool) {
		return (this.everywhere || pool.preparesOnClient()) ? append(sql, trace) : sql;
	}

	/**
	 * Finds out whether a pool's driver prepares statements itself.
	 * @param statement a prepared one
	 * @param pool where its connection comes from
	 */
	void learn(PreparedStatement statement, TracedPool pool) {
		if (this.everywhere || !pool.mayPrepareOnClient()) {
			return;
		}
		boolean client = false;
		try {
			// Behind the statement of a pool, unless the pool itself keeps statements.
			client = statement.unwrap(PreparedStatement.class).getClass().getName().equals(CLIENT_STATEMENT);
		}
		catch (SQLException | RuntimeException | LinkageError ex) {
			// Then it is not known, and no statement is changed.
		}
		pool.preparesOnClient(client);
	}

	private String append(String sql, SpanContext trace) {
		int end = end(sql);
		// A driver reads an escape by itself. A comment may be there already, from the
		// application or from tracing in front.
		if (end == 0 || !trace.isValid() || sql.stripLeading().startsWith("{") || sql.contains(TRACE_PARENT)) {
			return sql;
		}
		int line = Math.max(sql.lastIndexOf('\n'), sql.lastIndexOf('\r')) + 1;
		boolean mayBeCommented = mayBeginComment(sql, line);
		if (mayBeCommented && sql.indexOf(';', line) >= 0) {
			// What follows the end of a statement would be another one.
			return sql;
		}
		int position = mayBeCommented ? sql.length() : end;
		return new StringBuilder(sql.length() + 128).append(sql, 0, position)
			.append(mayBeCommented ? '\n' : ' ')
			.append(beginning())
			.append("00-")
			.append(trace.getTraceId())
			.append('-')
			.append(trace.getSpanId())
			.append('-')
			.append(trace.getTraceFlags().asHex())
			.append("'*/")
			.append(sql, position, sql.length())
			.toString();
	}

	/**
	 * Where a statement ends: before its semicolons and the whitespace there.
	 */
	private static int end(String sql) {
		int end = sql.length();
		while (end > 0 && (sql.charAt(end - 1) == ';' || Character.isWhitespace(sql.charAt(end - 1)))) {
			end--;
		}
		return end;
	}

	/**
	 * Whether the last line may end with a comment. A new line is right in any case.
	 */
	private static boolean mayBeginComment(String sql, int line) {
		return sql.indexOf("--", line) >= 0 || sql.indexOf('#', line) >= 0 || sql.indexOf("//", line) >= 0;
	}

	private String beginning() {
		String known = this.beginning;
		if (known == null) {
			String name = this.application.get();
			known = (name != null && !name.isEmpty()) ? "/*application='" + encode(name) + "'," + TRACE_PARENT
					: "/*" + TRACE_PARENT;
			this.beginning = known;
		}
		return known;
	}

	/**
	 * Nothing is left of it that could end a literal or the comment, or that a driver
	 * could take for a parameter.
	 */
	private static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
	}

}
