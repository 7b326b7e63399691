package io.github.tracingstarter.extension;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.ServletSpanCustomizer;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.client.observation.ClientRequestObservationConvention;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.OpenTelemetryServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.http.server.observation.ServerRequestObservationConvention;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ways to shape the spans of requests and calls that Spring and Micrometer document.
 * Each is also tested with Boot's own tracing, because an application that uses them
 * expects the same result.
 */
class ExtensionPointTests {

	@Test
	void conventionsShapeTheSpansOfRequestsAndCalls() {
		forBoth(Conventions.class, (application) -> {
			SpanData client = application.client("/calls/ok");
			SpanData template = application.client("/template-calls/ok");
			SpanData server = application.server("/users/7");
			assertThat(server.getName()).isEqualTo("serve /users/{id}");
			assertThat(ShapedApplication.added(server)).isEqualTo(Map.of("tenant", "acme"));
			assertThat(client.getName()).isEqualTo("call GET");
			assertThat(ShapedApplication.added(client)).isEqualTo(Map.of("tenant", "acme"));
			assertThat(template.getName()).isEqualTo("call GET");
			assertThat(ShapedApplication.added(template)).isEqualTo(Map.of("tenant", "acme"));
		});
	}

	@Test
	void customizersComeAfterConventions() {
		try (ShapedApplication application = ShapedApplication.traced(ConventionsAndCustomizers.class)) {
			SpanData client = application.client("/calls/ok");
			assertThat(client.getName()).isEqualTo("customized call");
			assertThat(RecordedSpans.attributes(client)).containsEntry("tenant", "customized")
				.containsEntry("weight", 3L)
				.containsEntry("zone", "convention");
			SpanData server = application.spans().first(SpanKind.SERVER);
			assertThat(server.getName()).isEqualTo("customized request");
			assertThat(RecordedSpans.attributes(server)).containsEntry("tenant", "customized")
				.containsEntry("zone", "convention");
		}
	}

	@Test
	void conventionNamesWhatCustomizersDoNot() {
		try (ShapedApplication application = ShapedApplication.traced(ConventionsAndQuietCustomizers.class)) {
			SpanData client = application.client("/calls/ok");
			assertThat(client.getName()).isEqualTo("call GET");
			assertThat(ShapedApplication.added(client))
				.isEqualTo(Map.of("tenant", "acme", "weight", "1", "zone", "convention"));
		}
	}

	@Test
	void filterAddsToEverySpan() {
		forBoth(Filter.class, (application) -> {
			SpanData client = application.client("/calls/ok");
			SpanData server = application.spans().first(SpanKind.SERVER);
			assertThat(ShapedApplication.added(client)).isEqualTo(Map.of("build", "42"));
			assertThat(ShapedApplication.added(server)).isEqualTo(Map.of("build", "42"));
		});
	}

	@Test
	void contextFoundByAHandlerIsThatOfTheSpan() {
		forBoth(Filter.class, (application) -> {
			assertThat(application.get("/found/me").body()).isEqualTo("found");
			application.spans().await(1);
			assertThat(ShapedApplication.added(application.spans().first(SpanKind.SERVER)))
				.isEqualTo(Map.of("build", "42", "user", "me"));
			assertThat(ShapedApplication.added(application.server("/handled/7")))
				.isEqualTo(Map.of("build", "42", "rejected", "yes"));
		});
	}

	@Test
	void contextIsFoundWithMetricsAlone() {
		try (ShapedApplication application = ShapedApplication.tracedWithMetrics(Nothing.class)) {
			assertThat(application.get("/found/me").body()).isEqualTo("found");
			application.spans().await(1);
			assertThat(ShapedApplication.added(application.spans().first(SpanKind.SERVER)))
				.isEqualTo(Map.of("user", "me"));
		}
	}

	@Test
	void contextIsFoundWhereAPropertyAsksForIt() {
		try (ShapedApplication application = ShapedApplication.traced(Nothing.class, "tracing.web.observation=true")) {
			assertThat(application.get("/found/me").body()).isEqualTo("found");
			application.spans().await(1);
			SpanData span = application.spans().first(SpanKind.SERVER);
			assertThat(span.getName()).isEqualTo("GET /found/{user}");
			assertThat(ShapedApplication.added(span)).isEqualTo(Map.of("user", "me"));
		}
	}

	@Test
	void keyValuesOfPropertiesAreOnEverySpan() {
		forBoth(Nothing.class, (application) -> {
			SpanData client = application.client("/calls/ok");
			SpanData server = application.spans().first(SpanKind.SERVER);
			assertThat(ShapedApplication.added(client)).isEqualTo(Map.of("region", "eu"));
			assertThat(ShapedApplication.added(server)).isEqualTo(Map.of("region", "eu"));
		}, "management.observations.key-values.region=eu");
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.observations.enable.http=false", "management.observations.enable.all=false" })
	void observationsTurnedOffByAPropertyMakeNoSpans(String property) {
		forBoth(Nothing.class, (application) -> {
			for (String path : List.of("/users/7", "/calls/ok", "/template-calls/ok", "/fails/7", "/none")) {
				application.get(path, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
				assertThat(application.spans().all()).isEmpty();
				assertThat(application.called().traceParents()).allMatch(List::isEmpty);
			}
		}, property);
	}

	@Test
	void requestsAloneAreTurnedOff() {
		forBoth(Nothing.class, (application) -> {
			application.get("/calls/ok");
			application.spans().await(1);
			assertThat(application.spans().all()).extracting(SpanData::getKind).containsExactly(SpanKind.CLIENT);
			assertThat(application.called().traceParents()).singleElement()
				.satisfies((header) -> assertThat(header).hasSize(1));
		}, "management.observations.enable.http.server=false");
	}

	@Test
	void callsAloneAreTurnedOff() {
		forBoth(Nothing.class, (application) -> {
			application.get("/calls/ok");
			application.spans().await(1);
			assertThat(application.spans().all()).extracting(SpanData::getKind).containsExactly(SpanKind.SERVER);
			assertThat(application.called().traceParents()).containsExactly(List.of());
		}, "management.observations.enable.http.client.requests=false");
	}

	@Test
	void theLongestNameThatIsTurnedOnWins() {
		forBoth(Nothing.class, (application) -> {
			application.get("/calls/ok");
			application.spans().await(2);
			assertThat(application.spans().all()).extracting(SpanData::getKind)
				.containsExactly(SpanKind.SERVER, SpanKind.CLIENT);
		}, "management.observations.enable.all=false", "management.observations.enable.http=false",
				"management.observations.enable.http.server=true",
				"management.observations.enable.http.client.requests=true");
	}

	@Test
	void handlerOfACustomizerIsCalled() {
		forBoth(Listening.class, (application) -> {
			Listening listening = application.bean(Listening.class);
			listening.stopped.clear();
			application.client("/calls/ok");
			assertThat(listening.stopped).containsExactly("http.client.requests", "http.server.requests");
			assertThat(application.spans().all()).hasSize(2);
		});
	}

	@Test
	void predicatesDecideForEachRequestAndCall() {
		forBoth(Predicates.class, (application) -> {
			application.get("/fails/7");
			application.get("/calls/unseen");
			application.spans().await(1);
			assertThat(application.spans().all()).extracting(SpanData::getKind).containsExactly(SpanKind.SERVER);
			assertThat(application.called().traceParents()).containsExactly(List.of());
			application.get("/fails/7");
			assertThat(application.spans().all()).isEmpty();
			assertThat(application.client("/calls/ok").getKind()).isEqualTo(SpanKind.CLIENT);
		});
	}

	@Test
	void openTelemetrysConventionOfSpringAddsNothingTwice() {
		try (ShapedApplication application = ShapedApplication.traced(OpenTelemetryConvention.class,
				"management.observations.key-values.region=eu")) {
			SpanData server = application.server("/users/7");
			assertThat(server.getName()).isEqualTo("GET /users/{id}");
			Map<String, Object> attributes = RecordedSpans.attributes(server);
			attributes.keySet().removeIf((key) -> key.matches("client\\..*|server\\..*|network\\..*|user_agent\\..*"));
			assertThat(attributes).isEqualTo(new TreeMap<>(
					Map.of("http.request.method", "GET", "http.route", "/users/{id}", "http.response.status_code", 200L,
							"url.path", "/users/7", "url.scheme", "http", "region", "eu")));
			assertThat(server.getAttributes().size()).isEqualTo(RecordedSpans.attributes(server).size());
		}
	}

	@Test
	void nothingIsObservedWhereNothingAsksForIt() {
		try (ShapedApplication application = ShapedApplication.traced(Nothing.class)) {
			assertThat(application.get("/found/me").body()).isEqualTo("none");
			application.spans().await(1);
			assertThat(application.spans().tree()).isEqualTo("SERVER GET /found/{user}\n");
		}
	}

	/**
	 * Runs the same with Boot's own tracing and with the starter.
	 */
	static void forBoth(Class<?> beans, Consumer<ShapedApplication> test, String... properties) {
		try (ShapedApplication application = ShapedApplication.tracedByBoot(beans, properties)) {
			test.accept(application);
		}
		catch (AssertionError ex) {
			throw new AssertionError("With Boot's own tracing: " + ex.getMessage(), ex);
		}
		try (ShapedApplication application = ShapedApplication.traced(beans, properties)) {
			test.accept(application);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	static class Conventions {

		@Bean
		ServerRequestObservationConvention serverConvention() {
			return new DefaultServerRequestObservationConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(ServerRequestObservationContext context) {
					return super.getLowCardinalityKeyValues(context).and("tenant", "acme");
				}

				@Override
				public String getContextualName(ServerRequestObservationContext context) {
					return "serve " + context.getPathPattern();
				}

			};
		}

		@Bean
		ClientRequestObservationConvention clientConvention() {
			return new DefaultClientRequestObservationConvention() {

				@Override
				public KeyValues getHighCardinalityKeyValues(ClientRequestObservationContext context) {
					return super.getHighCardinalityKeyValues(context).and("tenant", "acme");
				}

				@Override
				public String getContextualName(ClientRequestObservationContext context) {
					return "call " + ((context.getCarrier() != null) ? context.getCarrier().getMethod() : "");
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Conventions.class, Zone.class })
	static class ConventionsAndCustomizers {

		@Bean
		ClientSpanCustomizer clientSpans() {
			return (span, request, response,
					error) -> span.name("customized call").attribute("tenant", "customized").attribute("weight", 3);
		}

		@Bean
		ServletSpanCustomizer serverSpans() {
			return (span, request, response, error) -> span.name("customized request")
				.attribute("tenant", "customized");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Conventions.class, Zone.class })
	static class ConventionsAndQuietCustomizers {

		@Bean
		ClientSpanCustomizer clientSpans() {
			return (span, request, response, error) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Zone {

		@Bean
		ObservationFilter zone() {
			return (context) -> context.addHighCardinalityKeyValue(KeyValue.of("zone", "convention"))
				.addHighCardinalityKeyValue(KeyValue.of("weight", "1"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OpenTelemetryConvention {

		@Bean
		ServerRequestObservationConvention serverConvention() {
			return new OpenTelemetryServerRequestObservationConvention();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Filter {

		@Bean
		ObservationFilter build() {
			return (context) -> context.addLowCardinalityKeyValue(KeyValue.of("build", "42"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		private final List<String> stopped = new CopyOnWriteArrayList<>();

		@Bean
		ObservationRegistryCustomizer<ObservationRegistry> listener() {
			return (registry) -> registry.observationConfig().observationHandler(new ObservationHandler<>() {

				@Override
				public void onStop(Observation.Context context) {
					Listening.this.stopped.add(String.valueOf(context.getName()));
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return true;
				}

			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Predicates {

		@Bean
		ObservationPredicate predicate() {
			return (name, context) -> {
				if (context instanceof ServerRequestObservationContext request && request.getCarrier() != null) {
					return !request.getCarrier().getRequestURI().startsWith("/fails");
				}
				if (context instanceof ClientRequestObservationContext call && call.getCarrier() != null) {
					return !call.getCarrier().getURI().getPath().equals("/unseen");
				}
				return true;
			};
		}

	}

}
