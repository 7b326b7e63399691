package io.github.tracingstarter.instrument.jdbc;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.sql.StatementAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of SQL statements.
 *
 * @param enabled Whether to trace SQL statements.
 * @param slowThreshold Threshold above which a statement is slow. Its span gets an event
 * that names the line of the application that ran it.
 * @param repeatThreshold Number of runs of the same statement within a span after which
 * the next span names the line of the application that runs it, and the span of the
 * request says that it repeats the statement, as with one query for each row of another;
 * 0 for never.
 * @param transactions Whether to trace commit and rollback.
 * @param withoutParent Whether to trace statements that run outside any trace, such as
 * those at startup.
 * @param rows Whether to record the number of rows read and the time to read them. Wraps
 * result sets, which costs a few nanoseconds for each value read.
 * @param sanitize Whether to remove literals from the text of statements.
 * @param bindValues When to record the values bound to the placeholders of a statement.
 * @param maskedNames Regular expression, case-insensitive, for the columns whose bound
 * values are masked. Values of unknown columns are always masked.
 * @param exclude Names of DataSource beans that are not traced.
 * @param explain Whether the page asks the database for the plan of a SELECT, on request.
 * By default, only while the application is being developed. Statements are remembered
 * for it, in memory; MariaDB's and MySQL's with their values.
 * @param comment Which statements of a recorded trace end with a comment that names it,
 * so that the logs of the database do.
 */
@ConfigurationProperties("tracing.jdbc")
record JdbcProperties(@DefaultValue("true") boolean enabled, @DefaultValue("500ms") Duration slowThreshold,
		@DefaultValue("" + StatementAttributes.REPEATED) int repeatThreshold,
		@DefaultValue("false") boolean transactions, @DefaultValue("false") boolean withoutParent,
		@DefaultValue("false") boolean rows, @DefaultValue("true") boolean sanitize,
		@DefaultValue("off") BindValues bindValues,
		@DefaultValue("pass|pwd|secret|token|(access|account|api|encryption|private|signing)_?key|credential|auth|session|signature|jwt|otp|hash|salt|pin|cvv|cvc|ssn|iban|card") Pattern maskedNames,
		@DefaultValue Set<String> exclude, @Nullable Boolean explain, @DefaultValue("off") Comment comment) {

	public JdbcProperties {
		if (slowThreshold.isNegative()) {
			throw new InvalidTracingPropertyException("tracing.jdbc.slow-threshold", slowThreshold, "it is negative",
					"Use a duration such as 500ms, or 0 to record the call site of every statement.");
		}
		if (repeatThreshold < 0) {
			throw new InvalidTracingPropertyException("tracing.jdbc.repeat-threshold", repeatThreshold,
					"it is negative", "Use a number such as 5, or 0 to turn this off.");
		}
		maskedNames = Pattern.compile(maskedNames.pattern(), maskedNames.flags() | Pattern.CASE_INSENSITIVE);
	}

	/**
	 * The statements whose bound values are recorded.
	 */
	public enum BindValues {

		/**
		 * Never.
		 */
		OFF,

		/**
		 * On the spans of statements that were slow or failed.
		 */
		SLOW_OR_FAILED

	}

	/**
	 * The statements that end with a comment, which makes each text unique. Can also be
	 * written as {@code false} and {@code true}.
	 */
	public enum Comment {

		/**
		 * No statements.
		 */
		OFF,

		/**
		 * Statements whose text neither the driver nor the server looks up: for
		 * PostgreSQL, MariaDB and MySQL, those that are not prepared, and with MariaDB's
		 * driver also those that it prepares without the server.
		 */
		ON,

		/**
		 * All statements except calls of procedures. Prepared statements are then parsed
		 * and planned each time.
		 */
		ALL

	}

}
