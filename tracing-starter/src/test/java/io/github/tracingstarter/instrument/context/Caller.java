package io.github.tracingstarter.instrument.context;

import java.util.concurrent.Callable;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A span that submits tasks, as a request would.
 */
final class Caller implements AutoCloseable {

	private final Span span;

	private final Scope scope;

	Caller(ConfigurableApplicationContext context) {
		this.span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("caller").startSpan();
		this.scope = this.span.makeCurrent();
	}

	/**
	 * Calls something in a separate span.
	 * @param context the application
	 * @param call what to call
	 * @param <T> the type of the result
	 * @return the result
	 */
	static <T> T call(ConfigurableApplicationContext context, Callable<T> call) throws Exception {
		try (Caller caller = new Caller(context)) {
			assertThat(caller.traceId()).isNotEqualTo("none");
			return call.call();
		}
	}

	/**
	 * Returns the trace of the current thread.
	 * @return its id, or {@code none}
	 */
	static String currentTrace() {
		Span current = Span.current();
		return current.getSpanContext().isValid() ? current.getSpanContext().getTraceId() : "none";
	}

	String traceId() {
		return this.span.getSpanContext().getTraceId();
	}

	@Override
	public void close() {
		this.scope.close();
		this.span.end();
	}

	static ConfigurableApplicationContext run(Class<?> application, String... properties) {
		return builder(application).web(WebApplicationType.NONE).properties(properties).run();
	}

	/**
	 * Prepares an application.
	 * @param application its class
	 * @return a builder for the {@link SpringApplication}
	 */
	static SpringApplicationBuilder builder(Class<?> application) {
		return new SpringApplicationBuilder(application).properties("tracing.exporters=none", "server.port=0",
				"tracing.ui.enabled=false", "spring.main.banner-mode=off",
				"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
	}

}
