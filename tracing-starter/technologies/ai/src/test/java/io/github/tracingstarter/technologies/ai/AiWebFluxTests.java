package io.github.tracingstarter.technologies.ai;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streamed answers on WebFlux.
 */
class AiWebFluxTests {

	private static final ModelServer server = new ModelServer();

	private static ConfigurableApplicationContext context;

	private static RecordedSpans spans;

	@BeforeAll
	static void start() {
		context = AiApplication.start(server, WebApplicationType.REACTIVE);
		spans = context.getBean(RecordedSpans.class);
	}

	@AfterAll
	static void stop() {
		context.close();
		server.close();
	}

	@BeforeEach
	void clear() {
		spans.clear();
		server.clear();
	}

	private static HttpResponse<InputStream> get() throws Exception {
		URI uri = URI.create("http://localhost:%s/stream?question=Paris"
			.formatted(context.getEnvironment().getRequiredProperty("local.server.port")));
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
	}

	@Test
	void streamWithAToolIsOneTree() throws Exception {
		server.calls("weather", "{\"city\":\"Paris\"}");
		server.says("It rains in Paris.");
		assertThat(new String(get().body().readAllBytes())).isEqualTo("It rains in Paris.");
		spans.awaitEnd();
		assertThat(spans.tree()).isEqualTo(AiTests.STREAM);
	}

	@Test
	void streamThatTheCallerGivesUpEndsItsSpans() throws Exception {
		server.goesOn();
		server.says("It rains in Paris.");
		InputStream body = get().body();
		assertThat(body.read()).isEqualTo('I');
		body.close();
		spans.awaitEnd();
		assertThat(spans.tree()).isEqualTo("""
				SERVER GET /stream
				  INTERNAL invoke_agent
				    CLIENT chat gpt-test
				      CLIENT POST
				""");
		assertThat(RecordedSpans.attributes(spans.named("chat gpt-test")))
			.containsEntry("gen_ai.response.finish_reasons", List.of("error"));
	}

}
