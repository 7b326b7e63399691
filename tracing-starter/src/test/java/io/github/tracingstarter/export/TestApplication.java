package io.github.tracingstarter.export;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A real application without web or database, whose spans are created by hand.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
class TestApplication {

	static ConfigurableApplicationContext run(String... properties) {
		return run(TestApplication.class, properties);
	}

	static ConfigurableApplicationContext run(Class<?> configuration, String... properties) {
		return run(WebApplicationType.NONE, configuration, properties);
	}

	static ConfigurableApplicationContext runWeb(Class<?> configuration, String... properties) {
		return run(WebApplicationType.SERVLET, configuration, properties);
	}

	private static ConfigurableApplicationContext run(WebApplicationType type, Class<?> configuration,
			String... properties) {
		return new SpringApplicationBuilder(TestApplication.class, configuration).web(type)
			.properties("spring.main.banner-mode=off", "server.port=0", "tracing.batch.schedule-delay=50ms")
			.properties(properties)
			.run();
	}

	static long exportThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("tracing-export"))
			.count();
	}

	/**
	 * Creates a trace of two spans, the second of which failed.
	 */
	static String trace(ConfigurableApplicationContext application) {
		Tracer tracer = application.getBean(OpenTelemetry.class).getTracer("test");
		Span server = tracer.spanBuilder("GET /users/{id}").setSpanKind(SpanKind.SERVER).startSpan();
		Span client = tracer.spanBuilder("SELECT users")
			.setSpanKind(SpanKind.CLIENT)
			.setParent(Context.root().with(server))
			.setAttribute("db.query.text", "SELECT * FROM users WHERE id = ?")
			.startSpan();
		client.setStatus(StatusCode.ERROR);
		client.end();
		server.end();
		return server.getSpanContext().getTraceId();
	}

}
