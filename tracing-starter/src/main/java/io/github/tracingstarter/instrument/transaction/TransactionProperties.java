package io.github.tracingstarter.instrument.transaction;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of transactions.
 *
 * @param enabled Whether each transaction that Spring begins within a trace has a span,
 * which says whether it was committed or rolled back.
 */
@ConfigurationProperties("tracing.transactions")
record TransactionProperties(@DefaultValue("false") boolean enabled) {

}
