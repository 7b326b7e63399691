package io.github.tracingstarter.instrument.r2dbc;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.sql.StatementAttributes;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of SQL statements that are run with R2DBC.
 *
 * @param enabled Whether to trace SQL statements that are run with R2DBC.
 * @param withoutParent Whether to trace statements that run outside any trace, such as
 * those at startup.
 * @param repeatThreshold Number of runs of the same statement within a span from which
 * the span of the request says that it repeats the statement, as with one query for each
 * row of another; 0 for never.
 * @param sanitize Whether to remove literals from the text of statements.
 */
@ConfigurationProperties("tracing.r2dbc")
record R2dbcTracingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean withoutParent,
		@DefaultValue("" + StatementAttributes.REPEATED) int repeatThreshold, @DefaultValue("true") boolean sanitize) {

	R2dbcTracingProperties {
		if (repeatThreshold < 0) {
			throw new InvalidTracingPropertyException("tracing.r2dbc.repeat-threshold", repeatThreshold,
					"it is negative", "Use a number such as 5, or 0 to turn this off.");
		}
	}

}
