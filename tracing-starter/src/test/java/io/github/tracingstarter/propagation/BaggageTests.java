package io.github.tracingstarter.propagation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.MapHeaders;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.Slf4JBaggageEventListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fields of baggage: in headers, on spans, in the MDC, and nowhere where none are
 * configured.
 */
class BaggageTests {

	private static final String[] OURS = { "tracing.baggage.remote-fields=tenant", "tracing.baggage.tag-fields=tenant",
			"tracing.baggage.correlation-fields=tenant" };

	private static final String[] BOOTS = { "management.tracing.baggage.remote-fields=tenant",
			"management.tracing.baggage.tag-fields=tenant", "management.tracing.baggage.correlation.fields=tenant" };

	private static final Span SPAN = Span.wrap(SpanContext.create("12345678901234567890123456789012",
			"1234567890123456", TraceFlags.getSampled(), TraceState.getDefault()));

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ObservationAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
					OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
					TracingAutoConfiguration.class, PropagationAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aFieldIsOnAllSpansOfARequestAndInTheMdcOfAllItsThreads(boolean ours) {
		try (ConfigurableApplicationContext application = run(ours ? OURS : BOOTS)) {
			RecordedSpans spans = application.getBean(RecordedSpans.class);
			Http http = new Http(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			String seen = http.get("/work", "tenant", "acme", "baggage", "other=x").body();
			assertThat(seen).isEqualTo("acme, acme");
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("SERVER GET /work\n  CLIENT SELECT\n  CLIENT SELECT\n");
			assertThat(spans.all()).extracting(RecordedSpans::attributes)
				.allSatisfy((attributes) -> assertThat(attributes).containsEntry("tenant", "acme")
					.doesNotContainKey("other"));
			spans.clear();
			// On the same threads.
			assertThat(http.get("/work").body()).isEqualTo("null, null");
			spans.await(3);
			assertThat(spans.all()).extracting(RecordedSpans::attributes)
				.allSatisfy((attributes) -> assertThat(attributes).doesNotContainKey("tenant"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void aFieldIsCarriedToTheServiceThatIsCalled(String type) {
		String[] fields = { "tracing.baggage.remote-fields=tenant", "tracing.baggage.tag-fields=tenant",
				"tracing.baggage.correlation-fields=tenant,plan" };
		try (CallingApplication caller = start(type, fields); CallingApplication called = start(type, fields)) {
			Map<String, String> seen = caller.get("/call?to=" + called.port(), "tenant", "acme", "baggage",
					"plan=gold,other=x");
			assertThat(seen).containsEntry("tenant", "acme")
				.containsEntry("[tenant]", "acme")
				.containsEntry("[plan]", "gold")
				.containsEntry("[other]", "x")
				.containsEntry("<tenant>", "acme")
				.containsEntry("<plan>", "gold")
				.doesNotContainKey("<other>");
			assertThat(List.of(seen.get("baggage").split(","))).containsExactlyInAnyOrder("tenant=acme", "plan=gold",
					"other=x");
			caller.spans().await(2);
			called.spans().await(1);
			List<SpanData> all = new ArrayList<>(caller.spans().all());
			all.addAll(called.spans().all());
			assertThat(all).hasSize(3)
				.extracting(RecordedSpans::attributes)
				.allSatisfy((attributes) -> assertThat(attributes).containsEntry("tenant", "acme")
					.doesNotContainKeys("plan", "other"));
		}
	}

	/**
	 * As Boot does: what comes in goes out.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void baggageIsForwardedAndNothingElseWhereNoFieldIsConfigured(String type) {
		try (CallingApplication application = start(type)) {
			Map<String, String> seen = application.get("/call?to=" + application.port(), "tenant", "acme", "baggage",
					"plan=gold");
			assertThat(seen).containsEntry("baggage", "plan=gold").doesNotContainKeys("tenant", "<plan>", "[tenant]");
			application.spans().await(3);
			assertThat(application.spans().all()).extracting(RecordedSpans::attributes)
				.allSatisfy((attributes) -> assertThat(attributes).doesNotContainKeys("plan", "tenant"));
			assertThat(application.context().getBeansOfType(BaggageSpanProcessor.class)).isEmpty();
		}
		try (CallingApplication application = start(type, "management.tracing.baggage.enabled=false",
				"tracing.baggage.tag-fields=plan")) {
			assertThat(application.get("/call?to=" + application.port(), "baggage", "plan=gold"))
				.doesNotContainKeys("baggage", "[plan]");
			application.spans().await(3);
			assertThat(application.spans().all()).extracting(RecordedSpans::attributes)
				.allSatisfy((attributes) -> assertThat(attributes).doesNotContainKey("plan"));
		}
	}

	@Test
	void secretsInFieldsAreHiddenOnSpansAndGoOnUnchanged() {
		try (CallingApplication application = CallingApplication.servlet("tracing.baggage.tag-fields=token,contact",
				"tracing.baggage.remote-fields=tenant")) {
			Map<String, String> seen = application.get("/call?to=" + application.port(), "baggage",
					"token=hunter2,contact=ann%40example.com");
			application.spans().await(3);
			assertThat(application.spans().all()).extracting(RecordedSpans::attributes)
				.allSatisfy((attributes) -> assertThat(attributes).containsEntry("token", "REDACTED")
					.hasEntrySatisfying("contact",
							(value) -> assertThat(String.valueOf(value)).doesNotContain("ann@")));
			assertThat(seen).containsEntry("[token]", "hunter2").containsEntry("[contact]", "ann@example.com");
		}
	}

	@Test
	void oursCountWhereBothAreSet() {
		this.runner
			.withPropertyValues("tracing.baggage.remote-fields=ours", "management.tracing.baggage.remote-fields=boots")
			.run((context) -> {
				Context read = TraceHeaders.with(context.getBean(Propagation.class))
					.extract(Context.root(), Map.of("ours", "1", "boots", "2"), MapHeaders.GETTER);
				assertThat(Baggage.fromContext(read).asMap()).containsOnlyKeys("ours");
			});
	}

	@Test
	void fieldThatTheApplicationSetsIsOnSpansThatStartWithinItsScope() {
		try (CallingApplication application = CallingApplication.servlet("tracing.baggage.tag-fields=tenant",
				"tracing.baggage.correlation-fields=tenant")) {
			Tracer micrometers = application.context().getBean(Tracer.class);
			io.opentelemetry.api.trace.Tracer tracer = application.context()
				.getBean(OpenTelemetry.class)
				.getTracer("test");
			Span request = tracer.spanBuilder("request").startSpan();
			try (Scope scope = request.makeCurrent()) {
				assertThat(scope).isNotNull();
				try (BaggageInScope field = micrometers.createBaggageInScope("tenant", "acme")) {
					assertThat(field).isNotNull();
					assertThat(MDC.get("tenant")).isEqualTo("acme");
					tracer.spanBuilder("in").startSpan().end();
				}
				assertThat(MDC.get("tenant")).isNull();
				tracer.spanBuilder("behind").startSpan().end();
			}
			request.end();
			RecordedSpans spans = application.spans();
			spans.await(3);
			assertThat(RecordedSpans.attributes(spans.named("in"))).containsEntry("tenant", "acme");
			assertThat(RecordedSpans.attributes(spans.named("request"))).containsEntry("tenant", "acme");
			assertThat(RecordedSpans.attributes(spans.named("behind"))).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tenant", "Tenant", "TENANT" })
	void fieldLeavesTheMdcWithItsScopeInWhateverCaseItWasSent(String name) {
		try (CallingApplication application = CallingApplication.servlet("tracing.baggage.correlation-fields=tenant")) {
			assertThat(application.context().getBean(Slf4JBaggageEventListener.class))
				.isInstanceOf(BaggageCorrelation.class);
			Context outer = Context.root().with(Baggage.builder().put(name, "outer").build()).with(SPAN);
			Context inner = outer.with(Baggage.builder().put(name, "inner").build());
			try (Scope first = outer.makeCurrent()) {
				assertThat(first).isNotNull();
				assertThat(MDC.get("tenant")).isEqualTo("outer");
				try (Scope second = inner.makeCurrent()) {
					assertThat(second).isNotNull();
					assertThat(MDC.get("tenant")).isEqualTo("inner");
				}
				assertThat(MDC.get("tenant")).isEqualTo("outer");
				try (Scope none = Context.root().makeCurrent()) {
					assertThat(none).isNotNull();
					assertThat(MDC.get("tenant")).isNull();
				}
				assertThat(MDC.get("tenant")).isEqualTo("outer");
			}
			assertThat(MDC.get(name)).isNull();
			assertThat(MDC.get("tenant")).isNull();
		}
	}

	@Test
	void listenerOfTheApplicationStays() {
		Slf4JBaggageEventListener own = new Slf4JBaggageEventListener(List.of("own"));
		this.runner.withBean("own", Slf4JBaggageEventListener.class, () -> own)
			.run((context) -> assertThat(context).getBean(Slf4JBaggageEventListener.class).isSameAs(own));
		this.runner.run((context) -> assertThat(context).hasSingleBean(BaggageCorrelation.class));
		this.runner.withPropertyValues("management.tracing.baggage.correlation.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Slf4JBaggageEventListener.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "remote-fields", "tag-fields", "correlation-fields" })
	void wrongNameStopsTheStart(String key) {
		this.runner.withPropertyValues("tracing.baggage." + key + "=tenant,a b")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessage("tracing.baggage.%s=tenant,a b cannot be used because 'a b' is no name of a field. "
					.formatted(key) + "Write names without spaces, such as tenant or x-request-id."));
	}

	private static CallingApplication start(String type, String... properties) {
		return type.equals("servlet") ? CallingApplication.servlet(properties)
				: CallingApplication.reactive(properties);
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Application.class, Recorded.class, Jobs.class)
			.web(WebApplicationType.SERVLET)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
					"logging.level.root=warn", "spring.datasource.url=jdbc:h2:mem:baggage",
					"spring.task.execution.pool.core-size=1",
					"spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration")
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync
	@RestController
	static class Application {

		private final Jobs jobs;

		private final JdbcTemplate jdbc;

		Application(Jobs jobs, JdbcTemplate jdbc) {
			this.jobs = jobs;
			this.jdbc = jdbc;
		}

		@GetMapping("/work")
		String work() {
			this.jdbc.queryForObject("select 1", Integer.class);
			return MDC.get("tenant") + ", " + this.jobs.run().join();
		}

	}

	@Component
	static class Jobs {

		private final JdbcTemplate jdbc;

		Jobs(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Async
		CompletableFuture<String> run() {
			this.jdbc.queryForObject("select 2", Integer.class);
			return CompletableFuture.completedFuture(String.valueOf(MDC.get("tenant")));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Recorded {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

	}

}
