package io.github.tracingstarter.sql;

import java.util.List;
import java.util.Set;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.semconv.DbAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The name and the attributes of a statement's span, as known before it runs. Its
 * operation and table are only in the summary, because the conventions reserve their
 * attributes for values that were not parsed from the text.
 *
 * @param sql the parsed text
 * @param spanName the name of its spans
 * @param attributes the attributes of its spans
 * @param batchSize the number of executions, or 1 if it is not a batch
 */
public record Query(Sql sql, String spanName, Attributes attributes, int batchSize) {

	private static final AttributeKey<String> PROCEDURE = AttributeKey.stringKey("db.stored_procedure.name");

	/**
	 * The systems whose errors OpenTelemetry's conventions identify by the vendor's
	 * number.
	 */
	private static final Set<String> NUMBERED_ERRORS = Set.of("mysql", "mariadb", "microsoft.sql_server", "oracle.db");

	static Query of(Sql sql, Database database) {
		return of(sql, "", 1, database);
	}

	/**
	 * Describes a batch of one or more statements. The conventions prefix the operation
	 * of a batch.
	 * @param texts the distinct statements of the batch
	 * @param size the number of executions
	 * @param database the database
	 * @return its description
	 */
	public static Query ofBatch(List<Sql> texts, int size, Database database) {
		Sql first = texts.get(0);
		if (texts.size() == 1) {
			return of(first, "BATCH ", size, database);
		}
		boolean sameOperation = texts.stream().allMatch((sql) -> equal(sql.operation(), first.operation()));
		boolean sameCollection = texts.stream().allMatch((sql) -> equal(sql.collection(), first.collection()));
		String operation = (sameOperation && first.operation() != null) ? first.operation() : "";
		String collection = sameCollection ? first.collection() : null;
		String summary = (collection != null) ? operation + ' ' + collection : operation;
		String text = String.join("; ", texts.stream().map(Sql::text).toList());
		return of(new Sql(text, summary.strip(), operation, collection, null, List.of()), "BATCH ", size, database);
	}

	private static Query of(Sql sql, String prefix, int batchSize, Database database) {
		AttributesBuilder builder = database.attributes().toBuilder();
		put(builder, DbAttributes.DB_QUERY_TEXT, sql.text());
		String summary = sql.summary().isEmpty() ? prefix.strip() : prefix + sql.summary();
		put(builder, DbAttributes.DB_QUERY_SUMMARY, summary);
		put(builder, PROCEDURE, sql.procedure());
		if (batchSize > 1) {
			builder.put(DbAttributes.DB_OPERATION_BATCH_SIZE, (long) batchSize);
		}
		return new Query(sql, summary.isEmpty() ? database.fallbackName() : summary, builder.build(), batchSize);
	}

	/**
	 * Returns the database's code for an error: the SQL state if it is the standard's, or
	 * the number if the vendor has its own.
	 * @param number the vendor's number, or 0
	 * @param state the SQL state, or null
	 * @return the code, or null if there is none
	 */
	public @Nullable String errorCode(int number, @Nullable String state) {
		String system = this.attributes.get(DbAttributes.DB_SYSTEM_NAME);
		return (system != null && NUMBERED_ERRORS.contains(system) && number != 0) ? number(system, number) : state;
	}

	private static String number(String system, int code) {
		return system.equals("oracle.db") ? "ORA-%05d".formatted(code) : Integer.toString(code);
	}

	private static void put(AttributesBuilder builder, AttributeKey<String> key, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			builder.put(key, value);
		}
	}

	private static boolean equal(@Nullable String one, @Nullable String other) {
		return (one != null) ? one.equals(other) : other == null;
	}

}
