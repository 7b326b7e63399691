package io.github.tracingstarter.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.http.server.observation.ServerRequestObservationConvention;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * What an application that shapes Spring's observations sees of them.
 */
final class Observations {

	private static final List<String> REQUESTS = List.of("/found?user=me", "/calls", "/unseen", "/broken", "/none");

	private Observations() {
	}

	static Stream<Situation> situations() {
		return Stream
			.of(Situation.of("observations: shaped by the application", Shaped.class, Observations::observed)
				.with("management.observations.key-values.region=eu"),
					Situation.of("observations: calls turned off", Shaped.class, Observations::observed)
						.with("management.observations.enable.http.client=false"))
			.map((situation) -> situation.with("spring.main.web-application-type=servlet"));
	}

	private static Object observed(ConfigurableApplicationContext context) {
		List<Object> seen = new ArrayList<>();
		for (String request : REQUESTS) {
			seen.add(Requests.response(context, "GET", request));
		}
		// The observations of a call and of the called request stop at the same time.
		context.getBean(Shaped.class).stopped.stream().sorted().forEach(seen::add);
		return seen;
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(exclude = JettyServletWebServerAutoConfiguration.class)
	@Import(Controller.class)
	static class Shaped {

		private final List<String> stopped = new CopyOnWriteArrayList<>();

		@Bean
		ServerRequestObservationConvention convention() {
			return new DefaultServerRequestObservationConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(ServerRequestObservationContext context) {
					return super.getLowCardinalityKeyValues(context).and("tenant", "acme");
				}

			};
		}

		@Bean
		ObservationFilter filter() {
			return (context) -> context.addLowCardinalityKeyValue(KeyValue.of("build", "42"));
		}

		@Bean
		ObservationPredicate predicate() {
			return (name, context) -> !(context instanceof ServerRequestObservationContext request)
					|| request.getCarrier() == null || !request.getCarrier().getRequestURI().equals("/unseen");
		}

		@Bean
		ObservationRegistryCustomizer<ObservationRegistry> handler() {
			return (registry) -> registry.observationConfig().observationHandler(new ObservationHandler<>() {

				@Override
				public void onStop(Observation.Context context) {
					Shaped.this.stopped.add((context.getName() + " " + context.getContextualName() + " "
							+ context.getAllKeyValues().stream().map(Object::toString).toList())
						.replaceAll(":\\d+/", ":port/"));
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return context instanceof ServerRequestObservationContext
							|| context instanceof ClientRequestObservationContext;
				}

			});
		}

	}

	@RestController
	static class Controller {

		private final RestClient client;

		Controller(RestClient.Builder client) {
			this.client = client.build();
		}

		@GetMapping("/found")
		String found(@RequestParam String user, HttpServletRequest request) {
			return ServerHttpObservationFilter.findObservationContext(request).map((context) -> {
				context.addHighCardinalityKeyValue(KeyValue.of("user", user));
				return "found";
			}).orElse("none");
		}

		@GetMapping("/calls")
		String calls(HttpServletRequest request) {
			String url = "http://localhost:" + request.getLocalPort() + "/found?user=called";
			return String.valueOf(this.client.get().uri(url).retrieve().body(String.class));
		}

		@GetMapping("/unseen")
		String unseen(HttpServletRequest request) {
			return String.valueOf(ServerHttpObservationFilter.findObservationContext(request).isPresent());
		}

		@GetMapping("/broken")
		String broken() {
			throw new IllegalStateException("broken");
		}

	}

}
