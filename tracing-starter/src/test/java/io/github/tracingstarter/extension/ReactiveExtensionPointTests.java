package io.github.tracingstarter.extension;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.tracingstarter.testing.Http;
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
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.http.server.reactive.observation.ServerRequestObservationConvention;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same for requests to a WebFlux application, whose spans are created from
 * observations.
 */
class ReactiveExtensionPointTests {

	@Test
	void conventionFilterKeyValuesAndFoundContextShapeTheSpan() {
		forBoth(Shaping.class, (application) -> {
			SpanData span = application.server("/found/me");
			assertThat(span.getName()).isEqualTo("serve /found/{user}");
			assertThat(ShapedApplication.added(span))
				.isEqualTo(Map.of("tenant", "acme", "build", "42", "region", "eu", "user", "me"));
		}, "management.observations.key-values.region=eu");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "http.server.requests", "all" })
	void observationsTurnedOffByAPropertyMakeNoSpans(String name) {
		forBoth(Nothing.class, (application) -> {
			assertThat(application.http.get("/found/me").statusCode()).isEqualTo(200);
			assertThat(application.spans.all()).isEmpty();
		}, "management.observations.enable." + name + "=false");
	}

	@Test
	void predicateDecidesForEachRequest() {
		forBoth(Deciding.class, (application) -> {
			assertThat(application.http.get("/unseen/me").statusCode()).isEqualTo(404);
			assertThat(application.server("/found/me").getKind()).isEqualTo(SpanKind.SERVER);
			assertThat(application.spans.all()).hasSize(1);
		});
	}

	@Test
	void handlerOfACustomizerIsCalled() {
		forBoth(Listening.class, (application) -> {
			application.server("/found/me");
			assertThat(application.context.getBean(Listening.class).stopped).containsExactly("http.server.requests");
		});
	}

	private static void forBoth(Class<?> beans, Consumer<Running> test, String... properties) {
		for (String excluded : List.of(ShapedApplication.ownAutoConfigurations(), "")) {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, beans)
				.web(WebApplicationType.REACTIVE)
				.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
						"management.tracing.sampling.probability=1.0",
						"spring.autoconfigure.exclude=" + ShapedApplication.unused() + "," + excluded)
				.properties(properties)
				.run()) {
				test.accept(new Running(context, context.getBean(RecordedSpans.class),
						new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class))));
			}
			catch (AssertionError ex) {
				throw new AssertionError(
						"With " + (excluded.isEmpty() ? "the starter: " : "Boot's own tracing: ") + ex.getMessage(),
						ex);
			}
		}
	}

	private record Running(ConfigurableApplicationContext context, RecordedSpans spans, Http http) {

		SpanData server(String path) {
			this.spans.clear();
			this.http.get(path);
			return this.spans.await(1).get(0);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@RestController
	static class Application {

		/**
		 * The application that stops first would close the global resources of the other.
		 */
		@Bean
		static ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

		@Bean
		static NettyReactiveWebServerFactory nettyReactiveWebServerFactory(ReactorResourceFactory resources) {
			NettyReactiveWebServerFactory server = new NettyReactiveWebServerFactory();
			server.setResourceFactory(resources);
			return server;
		}

		@Bean
		static RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@GetMapping("/found/{user}")
		Mono<String> found(@PathVariable String user, ServerWebExchange exchange) {
			ServerRequestObservationContext.findCurrent(exchange.getAttributes())
				.ifPresent((context) -> context.addHighCardinalityKeyValue(KeyValue.of("user", user)));
			return Mono.just(user);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	static class Shaping {

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
		ObservationFilter build() {
			return (context) -> context.addLowCardinalityKeyValue(KeyValue.of("build", "42"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Deciding {

		@Bean
		ObservationPredicate predicate() {
			return (name, context) -> !(context instanceof ServerRequestObservationContext request)
					|| request.getCarrier() == null || !request.getCarrier().getPath().value().startsWith("/unseen");
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
					return context instanceof ServerRequestObservationContext;
				}

			});
		}

	}

}
