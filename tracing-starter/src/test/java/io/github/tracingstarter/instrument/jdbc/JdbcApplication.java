package io.github.tracingstarter.instrument.jdbc;

import java.util.function.Supplier;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.report.ReportAutoConfiguration;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.propagation.PropagationAutoConfiguration;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A small application with a database, for the tests of this package.
 */
final class JdbcApplication {

	private JdbcApplication() {
	}

	/**
	 * An application with an H2 database of its own.
	 * @return what runs it
	 */
	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(OpenTelemetrySdkAutoConfiguration.class,
					OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
					TracingAutoConfiguration.class, PropagationAutoConfiguration.class,
					InstrumentationAutoConfiguration.class, ReportAutoConfiguration.class,
					RedactionAutoConfiguration.class, JdbcTracingAutoConfiguration.class,
					DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
					TransactionAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
					JdbcClientAutoConfiguration.class))
			.withBean(RecordedSpans.class)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:shop",
					"spring.datasource.generate-unique-name=false", "management.tracing.sampling.probability=1",
					"spring.datasource.hikari.maximum-pool-size=3");
	}

	/**
	 * Runs code within a span named {@code request}.
	 * @param <T> what it returns
	 * @param context the application
	 * @param code the code
	 * @return what it returns
	 */
	static <T> T traced(ApplicationContext context, Supplier<T> code) {
		Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("request").startSpan();
		try {
			return Context.current().with(span).wrapSupplier(code).get();
		}
		finally {
			span.end();
		}
	}

	/**
	 * Makes a table of users with three rows, outside any trace.
	 * @param context the application
	 * @return the template to go on with
	 */
	static JdbcTemplate users(ApplicationContext context) {
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		jdbc.execute("DROP TABLE IF EXISTS users");
		jdbc.execute("CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(100), password VARCHAR(100))");
		for (int i = 1; i <= 3; i++) {
			jdbc.update("INSERT INTO users (id, name, password) VALUES (?, ?, ?)", i, "user" + i, "secret" + i);
		}
		return jdbc;
	}

}
