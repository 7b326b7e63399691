package io.github.tracingstarter.differential;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebSession;

/**
 * Responses of WebFlux applications, and what they send.
 */
final class Reactive {

	private static final List<String> REQUESTS = List.of("GET /text", "GET /json/7", "GET /json/x", "GET /large",
			"GET /created", "GET /redirect", "GET /unknown", "GET /conflict", "GET /handled", "GET /broken",
			"GET /broken-late", "GET /cancelled", "GET /empty", "GET /sse", "GET /sse-broken", "GET /hello.txt",
			"HEAD /hello.txt", "GET /css/x.css", "GET /css/unknown.css", "HEAD /text", "OPTIONS /text", "POST /text",
			"PUT /text", "DELETE /json/1", "TRACE /text", "GET /filtered", "GET /session", "GET /excluded/text",
			"GET /excluded/broken", "GET /actuator", "GET /actuator/health", "GET /text?token=a%20b&c", "GET /thread");

	private Reactive() {
	}

	static Stream<Situation> situations() {
		return Stream
			.of(Situation.of("reactive: responses", OnJetty.class, Requests.responsesTo(REQUESTS)),
					Situation
						.of("reactive: responses, with headers and limits", OnJetty.class,
								Requests.responsesTo(REQUESTS))
						.with(Requests.DATA_PROTECTION),
					Situation.of("reactive: responses, some excluded", OnJetty.class, Requests.responsesTo(REQUESTS))
						.with("tracing.web.exclude=/excluded/**, GET /json/{id}"),
					Situation
						.of("reactive: responses, automatic context propagation", OnJetty.class,
								Requests.responsesTo(REQUESTS))
						.with("spring.reactor.context-propagation=auto"),
					Situation.of("reactive: WebClient", OnJetty.class, Reactive::calls))
			.map((situation) -> situation.with("spring.main.web-application-type=reactive"));
	}

	private static Object calls(ConfigurableApplicationContext context) throws IOException {
		try (Clients.Server server = new Clients.Server()) {
			List<Object> seen = new ArrayList<>();
			for (String path : List.of("", "a%20b?token=secret&q=%C3%A4", "status/404", "status/503")) {
				seen.add(Requests.response(context, "GET",
						"/call?url=" + server.url + path.replace("%", "%25").replace("&", "%26")));
			}
			seen.add(Requests.response(context, "GET", "/call?url=http://user:password@127.0.0.1:1/"));
			return seen;
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(exclude = TomcatReactiveWebServerAutoConfiguration.class)
	@Import({ Controller.class, Filter.class })
	static class OnJetty {

	}

	static class Filter implements WebFilter {

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, org.springframework.web.server.WebFilterChain chain) {
			if (exchange.getRequest().getPath().value().equals("/filtered")) {
				exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
				return exchange.getResponse().setComplete();
			}
			return chain.filter(exchange);
		}

	}

	@RestController
	static class Controller {

		private final WebClient client;

		Controller(ObservationRegistry observations) {
			this.client = WebClient.builder().observationRegistry(observations).build();
		}

		@GetMapping({ "/text", "/excluded/text" })
		Mono<String> text() {
			return Mono.just("text");
		}

		@PostMapping("/text")
		Mono<String> post() {
			return Mono.just("posted").delayElement(Duration.ofMillis(1));
		}

		@GetMapping("/json/{id}")
		Mono<Requests.Item> json(@PathVariable int id) {
			return Mono.just(new Requests.Item(id, "naïve"));
		}

		@GetMapping("/large")
		Flux<String> large() {
			return Flux.range(0, 2000).map((i) -> "0123456789".repeat(10));
		}

		@GetMapping("/created")
		Mono<ResponseEntity<Requests.Item>> created() {
			return Mono.just(ResponseEntity.status(HttpStatus.CREATED)
				.header("Location", "/json/1")
				.body(new Requests.Item(1, "one")));
		}

		@GetMapping("/redirect")
		Mono<ResponseEntity<Void>> redirect() {
			return Mono.just(ResponseEntity.status(302).header("Location", "/text").build());
		}

		@GetMapping("/conflict")
		Mono<String> conflict() {
			return Mono.error(new ResponseStatusException(HttpStatus.CONFLICT, "taken"));
		}

		@GetMapping("/handled")
		Mono<String> handled() {
			return Mono.error(new IllegalArgumentException("handled"));
		}

		@ExceptionHandler(IllegalArgumentException.class)
		ResponseEntity<String> onIllegalArgument(IllegalArgumentException ex) {
			return ResponseEntity.badRequest().body(ex.getMessage());
		}

		@GetMapping({ "/broken", "/excluded/broken" })
		Mono<String> broken() {
			throw new IllegalStateException("broken");
		}

		@GetMapping("/broken-late")
		Mono<String> brokenLate() {
			return Mono.delay(Duration.ofMillis(1)).then(Mono.error(new IllegalStateException("broken")));
		}

		@GetMapping("/cancelled")
		Mono<String> cancelled() {
			return Mono.<String>never().timeout(Duration.ofMillis(20), Mono.just("instead"));
		}

		@GetMapping("/empty")
		Mono<Void> empty() {
			return Mono.empty();
		}

		@GetMapping("/sse")
		Flux<ServerSentEvent<String>> sse() {
			return Flux.just("one", "two").map((data) -> ServerSentEvent.builder(data).id(data).build());
		}

		@GetMapping(path = "/sse-broken", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> sseBroken() {
			return Flux.just("one").concatWith(Mono.error(new IllegalStateException("broken")));
		}

		@GetMapping("/session")
		Mono<String> session(WebSession session) {
			session.getAttributes().put("a", "b");
			return Mono.just("session");
		}

		@GetMapping("/thread")
		Mono<String> thread() {
			return Mono.just("x").map((x) -> Thread.currentThread().getName().replaceAll("\\d+", ""));
		}

		@GetMapping("/call")
		Mono<String> call(@RequestParam String url) {
			return this.client.get()
				.uri(java.net.URI.create(url))
				.exchangeToMono((response) -> response.bodyToMono(String.class)
					.defaultIfEmpty("")
					.map((body) -> response.statusCode() + body))
				.onErrorResume((failure) -> Mono.just(Run.describe(failure)));
		}

	}

}
