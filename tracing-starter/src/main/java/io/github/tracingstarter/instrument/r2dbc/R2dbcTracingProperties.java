package io.github.tracingstarter.instrument.r2dbc;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of SQL statements that are run with R2DBC.
 *
 * @param enabled Whether to trace SQL statements that are run with R2DBC.
 * @param withoutParent Whether to trace statements that run outside any trace, such as
 * those at startup.
 * @param sanitize Whether to remove literals from the text of statements.
 */
@ConfigurationProperties("tracing.r2dbc")
record R2dbcTracingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean withoutParent,
		@DefaultValue("true") boolean sanitize) {

}
