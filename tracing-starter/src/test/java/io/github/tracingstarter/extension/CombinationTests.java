package io.github.tracingstarter.extension;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.LeavesOpen;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.client.observation.ClientRequestObservationConvention;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.http.server.observation.ServerRequestObservationConvention;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.filter.ServerHttpObservationFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Several ways to shape spans at once, combined with other things that happen to requests
 * and calls.
 */
class CombinationTests {

	/** The name with which Micrometer's handlers start spans. */
	private static final String UNNAMED = "<unspecified span name>";

	private static final Map<String, Object> ALL = Map.of("tenant", "acme", "build", "42", "region", "eu");

	@Test
	void eachAttemptOfACallHasItsSpanAndTheLastIsShaped() {
		try (ShapedApplication application = everything()) {
			for (String path : List.of("/calls/flaky", "/retrying-template-calls/flaky")) {
				application.get(path);
				List<SpanData> spans = application.spans().await(3);
				SpanData first = spans.get(1);
				SpanData last = spans.get(2);
				assertThat(List.of(first.getKind(), last.getKind())).containsOnly(SpanKind.CLIENT);
				assertThat(first.getName()).isEqualTo("GET /{path}");
				assertThat(RecordedSpans.attributes(first)).contains(entry("http.response.status_code", 503L));
				assertThat(ShapedApplication.added(first)).isEmpty();
				assertThat(last.getName()).isEqualTo("call GET");
				assertThat(RecordedSpans.attributes(last)).contains(entry("http.response.status_code", 200L));
				assertThat(ShapedApplication.added(last)).isEqualTo(ALL);
				assertThat(first.getEndEpochNanos()).isLessThanOrEqualTo(last.getStartEpochNanos());
				assertThat(application.called().traceParents()).satisfiesExactly(
						(header) -> assertThat(header.get(0)).contains(first.getSpanId()),
						(header) -> assertThat(header.get(0)).contains(last.getSpanId()));
			}
		}
	}

	@Test
	void aSpanProcessorThatThrowsBreaksNoAttempt() {
		try (ShapedApplication application = ShapedApplication.traced(BrokenProcessor.class)) {
			for (String path : List.of("/calls/flaky", "/retrying-template-calls/flaky", "/calls/ok")) {
				assertThat(application.get(path).statusCode()).isEqualTo(200);
			}
		}
	}

	@Test
	void aCallWithinACallIsNotTakenForAnAttempt() {
		try (ShapedApplication application = everything()) {
			application.get("/authorized-calls/ok");
			List<SpanData> spans = application.spans().await(3);
			assertThat(application.spans().tree())
				.isEqualTo("SERVER serve /authorized-calls/{path}\n  CLIENT GET\n  CLIENT call GET\n");
			assertThat(ShapedApplication.added(spans.get(1))).isEmpty();
			assertThat(ShapedApplication.added(spans.get(2))).isEqualTo(ALL);
		}
	}

	@Test
	void callsOfInterfacesAreShaped() {
		try (ShapedApplication application = everything()) {
			assertThat(application.client("/interface-calls/ok").getName()).isEqualTo("call GET");
			assertThat(ShapedApplication.added(application.spans().first(SpanKind.CLIENT))).isEqualTo(ALL);
		}
	}

	@Test
	void aCallThatFailsIsShapedAndStaysFailed() {
		try (ShapedApplication application = everything()) {
			application.called().close();
			SpanData client = application.client("/template-calls/ok");
			assertThat(client.getName()).isEqualTo("call GET");
			assertThat(client.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(client.getEvents()).hasSize(1);
			assertThat(ShapedApplication.added(client)).isEqualTo(ALL);
		}
	}

	@Test
	void theSpanOfACallHasTheTimeOfItsAnswer() {
		try (ShapedApplication application = ShapedApplication.traced(SlowFilter.class)) {
			SpanData client = application.client("/calls/ok");
			SpanData server = application.spans().first(SpanKind.SERVER);
			assertThat(client.getEndEpochNanos() - client.getStartEpochNanos()).isLessThan(200_000_000);
			assertThat(server.getEndEpochNanos() - server.getStartEpochNanos()).isGreaterThan(400_000_000);
			assertThat(client.getStartEpochNanos()).isGreaterThanOrEqualTo(server.getStartEpochNanos());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/async/7", "/fails/7", "/handled/7", "/none" })
	void asynchronousFailedAndUnknownRequestsAreShaped(String path) {
		ExtensionPointTests.forBoth(Everything.class, (application) -> {
			SpanData server = application.server(path);
			assertThat(server.getName()).isEqualTo(
					"serve " + (path.equals("/none") ? "/**" : path.substring(0, path.lastIndexOf('/')) + "/{id}"));
			assertThat(ShapedApplication.added(server)).containsAllEntriesOf(ALL);
			assertThat(server.getStatus().getStatusCode())
				.isEqualTo(path.startsWith("/fails") ? StatusCode.ERROR : StatusCode.UNSET);
		}, "management.observations.key-values.region=eu");
	}

	@Test
	void whatIsAddedPassesTheRedactionAndWhatSpringAddsIsLeftOut() {
		try (ShapedApplication application = ShapedApplication.traced(Secrets.class)) {
			SpanData client = application.client("/calls/ok?access_token=s3cret");
			SpanData server = application.spans().first(SpanKind.SERVER);
			for (SpanData span : List.of(client, server)) {
				assertThat(span.getName() + RecordedSpans.attributes(span)).doesNotContain("s3cret", "hunter2");
				assertThat(span.getAttributes().asMap().keySet()).noneMatch(
						(key) -> List.of("method", "uri", "status", "exception", "outcome", "client.name", "http.url")
							.contains(key.getKey()));
			}
			assertThat(ShapedApplication.added(server)).containsOnlyKeys("callback", "statement.message");
		}
	}

	@Test
	void attributesOfTheSpanKeepTheirValuesAndTypes() {
		try (ShapedApplication application = ShapedApplication.traced(Overwriting.class)) {
			SpanData server = application.server("/users/7");
			assertThat(RecordedSpans.attributes(server)).contains(entry("http.route", "/users/{id}"),
					entry("http.response.status_code", 200L), entry("http.request.method", "GET"));
			assertThat(server.getAttributes().size()).isEqualTo(RecordedSpans.attributes(server).size());
			assertThat(ShapedApplication.added(server)).isEqualTo(Map.of("added", "yes"));
		}
	}

	@Test
	void aFilterMayNameTheSpan() {
		ExtensionPointTests.forBoth(Naming.class, (application) -> {
			SpanData client = application.client("/calls/ok");
			assertThat(client.getName()).isEqualTo("named http.client.requests");
			assertThat(application.spans().first(SpanKind.SERVER).getName()).isEqualTo("named http.server.requests");
		});
	}

	@Test
	void excludedRequestsStayExcluded() {
		try (ShapedApplication application = ShapedApplication.traced(Everything.class,
				"tracing.web.exclude=/found/**, /calls/**")) {
			assertThat(application.get("/found/me").body()).isEqualTo("found");
			assertThat(application.get("/calls/ok").body()).isEqualTo("hello");
			assertThat(application.spans().all()).isEmpty();
		}
	}

	@Test
	void droppedTracesStayDropped() {
		try (ShapedApplication application = ShapedApplication.traced(Everything.class,
				"tracing.sampling.probability=0.0")) {
			assertThat(application.get("/found/me").body()).isEqualTo("found");
			assertThat(application.get("/calls/flaky").body()).isEqualTo("hello");
			assertThat(application.spans().all()).isEmpty();
		}
	}

	@Test
	void callsThatAreNotTracedAddNothingToTheRequest() {
		try (ShapedApplication application = ShapedApplication.traced(ClientConvention.class,
				"tracing.client.enabled=false")) {
			application.get("/calls/ok");
			application.spans().await(1);
			assertThat(application.spans().tree()).isEqualTo("SERVER GET /calls/{path}\n");
			assertThat(ShapedApplication.added(application.spans().first(SpanKind.SERVER))).isEmpty();
		}
	}

	@Test
	void requestsThatAreNotTracedAddNothingToCalls() {
		try (ShapedApplication application = ShapedApplication.traced(Everything.class, "tracing.web.enabled=false",
				"management.observations.key-values.region=eu")) {
			application.get("/calls/ok");
			application.spans().await(1);
			assertThat(application.spans().tree()).isEqualTo("CLIENT call GET\n");
			assertThat(ShapedApplication.added(application.spans().first(SpanKind.CLIENT))).isEqualTo(ALL);
		}
	}

	@Test
	void anObservationFilterThatTheApplicationRegistersShapes() {
		ExtensionPointTests.forBoth(OwnFilter.class, (application) -> {
			SpanData server = application.server("/users/7");
			assertThat(server.getName()).isEqualTo("serve /users/{id}");
			assertThat(ShapedApplication.added(server)).isEqualTo(Map.of("tenant", "acme"));
		});
	}

	/**
	 * Boot has it as the key value {@code exception}.
	 */
	@Test
	void anErrorGivenToTheContextIsAnEventWithoutItsMessage() {
		try (ShapedApplication application = everything()) {
			SpanData server = application.server("/caught/7");
			assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
			assertThat(server.getEvents()).singleElement().satisfies((event) -> {
				assertThat(event.getName()).isEqualTo("exception");
				assertThat(event.getAttributes()).isEqualTo(
						Attributes.of(AttributeKey.stringKey("exception.type"), "java.lang.IllegalStateException"));
			});
			assertThat(application.server("/fails/7").getEvents()).singleElement()
				.satisfies((event) -> assertThat(event.getAttributes().asMap())
					.containsEntry(AttributeKey.stringKey("exception.message"), "failed for 7"));
		}
	}

	@Test
	void aConventionOfABuilderShapesItsClient() {
		ExtensionPointTests.forBoth(Nothing.class, (application) -> {
			application.client("/calls/ok");
			RestClient client = application.bean(RestClient.Builder.class)
				.observationConvention(new ExtensionPointTests.Conventions().clientConvention())
				.build();
			application.spans().clear();
			client.get().uri(application.called().url() + "/ok").retrieve().toBodilessEntity();
			assertShaped(application);
		});
	}

	@Test
	void aGlobalConventionShapesCallsOfClientsWithoutOne() {
		ExtensionPointTests.forBoth(GlobalConvention.class, (application) -> {
			application.spans().clear();
			application.bean(Observed.class).client.get()
				.uri(application.called().url() + "/ok")
				.retrieve()
				.toBodilessEntity();
			assertShaped(application);
		});
	}

	@Test
	void aConventionOfATemplateShapesItsCalls() {
		ExtensionPointTests.forBoth(Template.class, (application) -> {
			application.spans().clear();
			application.bean(RestTemplate.class).getForObject(application.called().url() + "/ok", String.class);
			assertShaped(application);
		});
	}

	private static void assertShaped(ShapedApplication application) {
		assertThat(application.spans().await(1)).singleElement().satisfies((span) -> {
			assertThat(span.getName()).isEqualTo("call GET");
			assertThat(ShapedApplication.added(span)).isEqualTo(Map.of("tenant", "acme"));
		});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void handlersThatAreNotCalledAreNamedInTheLog(CapturedOutput output) {
		try (ShapedApplication application = ShapedApplication.traced(OwnHandlers.class)) {
			assertThat(application.client("/calls/ok").getName()).isEqualTo("GET /{path}");
		}
		assertThat(output)
			.containsOnlyOnce("The bean 'receiver' (" + OwnHandlers.class.getName() + "$1) is not called "
					+ "for requests: their spans are created without observations. To customize them, declare a "
					+ "ServerRequestObservationConvention or ObservationFilter bean.")
			.containsOnlyOnce("The bean 'sender' (" + OwnHandlers.class.getName() + "$2) is not called "
					+ "for traced HTTP calls: their spans are created without observations. To customize them, "
					+ "declare a ClientRequestObservationConvention or ObservationFilter bean.");
	}

	@Test
	void theReportSaysWhatAPropertyTurnsOff() {
		try (ShapedApplication application = ShapedApplication.traced(Nothing.class,
				"management.observations.enable.http=false")) {
			assertThat(application.bean(TracingReport.class).entries())
				.contains(
						new TracingReport.Entry("HTTP server", "all servlets", false,
								"management.observations.enable turns off server observations"),
						new TracingReport.Entry("HTTP client", "plain (RestClient)", false,
								"management.observations.enable turns off client observations"))
				.noneMatch((entry) -> entry.traced() && entry.instrumentation().startsWith("HTTP"));
		}
	}

	/**
	 * Boot loses the span. Ours surrounds the filter from which the exception escapes.
	 */
	@Test
	@LeavesOpen(spans = UNNAMED)
	void anObservationFilterThatFailsFailsTheRequestAsWithBoot() {
		try (ShapedApplication application = ShapedApplication.tracedByBoot(Failing.class)) {
			assertThat(application.get("/users/7").statusCode()).isEqualTo(500);
		}
		try (ShapedApplication application = ShapedApplication.traced(Failing.class)) {
			SpanData server = application.server("/users/7");
			assertThat(server.getName()).isEqualTo("GET /users/{id}");
			assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(RecordedSpans.attributes(server)).contains(entry("http.response.status_code", 500L),
					entry("error.type", "java.lang.IllegalStateException"));
			application.bean(Failing.class).fails = false;
			assertThat(application.server("/users/7").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
		}
	}

	/**
	 * The span of the call is lost, as with Boot, because nothing is notified that the
	 * observation stops. The span of the request shows what happened, and the next call
	 * is traced again.
	 */
	@Test
	@LeavesOpen(spans = { UNNAMED, "GET /{path}" })
	void aConventionThatFailsFailsTheCallAsWithBoot() {
		try (ShapedApplication application = ShapedApplication.tracedByBoot(FailingConvention.class)) {
			assertThat(application.get("/calls/ok").statusCode()).isEqualTo(500);
		}
		try (ShapedApplication application = ShapedApplication.traced(FailingConvention.class)) {
			SpanData server = application.server("/calls/ok");
			assertThat(application.spans().tree()).isEqualTo("SERVER GET /calls/{path} !\n");
			assertThat(RecordedSpans.attributes(server))
				.contains(entry("error.type", "java.lang.IllegalStateException"));
			application.bean(FailingConvention.class).fails = false;
			assertThat(ShapedApplication.added(application.client("/calls/ok"))).isEqualTo(Map.of("tenant", "acme"));
		}
	}

	private static ShapedApplication everything() {
		return ShapedApplication.traced(Everything.class, "management.observations.key-values.region=eu");
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ExtensionPointTests.Conventions.class, ExtensionPointTests.Filter.class })
	static class Everything {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Everything.class)
	static class BrokenProcessor {

		@Bean
		SpanProcessor brokenProcessor() {
			return new SpanProcessor() {

				@Override
				public void onStart(Context parentContext, ReadWriteSpan span) {
				}

				@Override
				public boolean isStartRequired() {
					return false;
				}

				@Override
				public void onEnd(ReadableSpan span) {
					throw new IllegalStateException("broken processor");
				}

				@Override
				public boolean isEndRequired() {
					return true;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClientConvention {

		@Bean
		ClientRequestObservationConvention clientConvention() {
			return new ExtensionPointTests.Conventions().clientConvention();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SlowFilter {

		@Bean
		ObservationFilter slow() {
			return (context) -> {
				if (context instanceof ClientRequestObservationContext) {
					try {
						Thread.sleep(500);
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
				return context;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Secrets {

		@Bean
		ObservationFilter secrets() {
			return (context) -> {
				context.setContextualName("called https://user:hunter2@example.com");
				return context
					.addHighCardinalityKeyValue(
							KeyValue.of("callback", "https://user:hunter2@example.com/?access_token=s3cret"))
					.addHighCardinalityKeyValue(
							KeyValue.of("statement.message", "duplicate key value (name)=(hunter2) violates"));
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Overwriting {

		@Bean
		ObservationFilter overwriting() {
			return (context) -> context.addLowCardinalityKeyValues(KeyValues.of("http.route", "mine",
					"http.response.status_code", "999", "http.request.method", "MINE", "uri", "mine", "added", "yes"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Naming {

		@Bean
		ObservationFilter naming() {
			return (context) -> {
				context.setContextualName("named " + context.getName());
				return context;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFilter {

		@Bean
		FilterRegistrationBean<ServerHttpObservationFilter> observations(ObservationRegistry registry) {
			ServerRequestObservationConvention convention = new ExtensionPointTests.Conventions().serverConvention();
			FilterRegistrationBean<ServerHttpObservationFilter> registration = new FilterRegistrationBean<>(
					new ServerHttpObservationFilter(registry, convention));
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		private volatile boolean fails = true;

		@Bean
		ObservationFilter failing() {
			return (context) -> {
				if (this.fails && context instanceof ServerRequestObservationContext) {
					throw new IllegalStateException("broken filter");
				}
				return context;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingConvention {

		private volatile boolean fails = true;

		@Bean
		ClientRequestObservationConvention clientConvention() {
			return new DefaultClientRequestObservationConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(ClientRequestObservationContext context) {
					if (FailingConvention.this.fails && context.getResponse() != null) {
						throw new IllegalStateException("broken convention");
					}
					return super.getLowCardinalityKeyValues(context).and("tenant", "acme");
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Observed.class)
	static class GlobalConvention {

		@Bean
		TenantConvention globalConvention() {
			return new TenantConvention();
		}

		@Bean
		RestClient observed(ObservationRegistry registry) {
			return RestClient.builder().observationRegistry(registry).build();
		}

	}

	static class Observed {

		private final RestClient client;

		Observed(RestClient observed) {
			this.client = observed;
		}

	}

	static class TenantConvention implements GlobalObservationConvention<ClientRequestObservationContext> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof ClientRequestObservationContext;
		}

		@Override
		public String getName() {
			return "http.client.requests";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(ClientRequestObservationContext context) {
			return KeyValues.of("tenant", "acme");
		}

		@Override
		public String getContextualName(ClientRequestObservationContext context) {
			return "call GET";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Template {

		@Bean
		RestTemplate conventional(RestTemplateBuilder builder) {
			return builder
				.additionalCustomizers((template) -> template
					.setObservationConvention(new ExtensionPointTests.Conventions().clientConvention()))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnHandlers {

		@Bean
		PropagatingReceiverTracingObservationHandler<?> receiver(Tracer tracer, Propagator propagator) {
			return new PropagatingReceiverTracingObservationHandler<>(tracer, propagator) {
			};
		}

		@Bean
		PropagatingSenderTracingObservationHandler<?> sender(Tracer tracer, Propagator propagator) {
			return new PropagatingSenderTracingObservationHandler<>(tracer, propagator) {
			};
		}

	}

}
