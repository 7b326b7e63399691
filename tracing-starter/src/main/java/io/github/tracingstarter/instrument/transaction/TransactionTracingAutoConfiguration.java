package io.github.tracingstarter.instrument.transaction;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.ConfigurableTransactionManager;

/**
 * Auto-configuration of the tracing of transactions.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing("transactions")
@ConditionalOnSetting(value = "tracing.transactions.enabled", is = "true")
@ConditionalOnClass(ConfigurableTransactionManager.class)
@EnableConfigurationProperties(TransactionProperties.class)
@Instrumentation(id = "transactions", name = "transactions", description = "Transactions that Spring begins.",
		type = "org.springframework.transaction.ConfigurableTransactionManager", library = "spring-tx",
		nothing = "there is no transaction manager so far", enabledByDefault = false)
public final class TransactionTracingAutoConfiguration {

	@Bean
	static TransactionPostProcessor tracingTransactionPostProcessor(ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		return new TransactionPostProcessor(spans, report);
	}

}
