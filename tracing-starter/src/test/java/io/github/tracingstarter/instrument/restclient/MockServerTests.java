package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.Test;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.test.MockServerRestClientCustomizer;
import org.springframework.boot.restclient.test.MockServerRestTemplateCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.MediaType;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.content;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.header;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.headerDoesNotExist;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withSuccess;

/**
 * The ways in which the application's own tests replace the request factory with a mock
 * server.
 */
class MockServerTests {

	private final ApplicationContextRunner runner = TracedApplication.runner();

	@Test
	void serverBoundToABuilder() {
		this.runner.run((context) -> {
			RestClient.Builder builder = context.getBean(RestClient.Builder.class);
			MockRestServiceServer server = MockRestServiceServer.bindTo(builder).build();
			expectTracedCall(server);
			call(builder.build());
			server.verify();
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT POST /users/{id}\n");
		});
	}

	@Test
	void serverBoundToATemplate() {
		this.runner.withBean(RestTemplate.class, () -> new RestTemplate()).run((context) -> {
			RestTemplate template = context.getBean(RestTemplate.class);
			MockRestServiceServer server = MockRestServiceServer.bindTo(template).build();
			server.expect(requestTo("http://host/users/7"))
				.andExpect(content().string("body"))
				.andExpect(headerDoesNotExist("traceparent"))
				.andRespond(withSuccess("hello", MediaType.TEXT_PLAIN));
			call(template);
			server.verify();
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		});
	}

	@Test
	void bootsCustomizers() {
		MockServerRestClientCustomizer clients = new MockServerRestClientCustomizer();
		MockServerRestTemplateCustomizer templates = new MockServerRestTemplateCustomizer();
		this.runner.withBean(MockServerRestClientCustomizer.class, () -> clients)
			.withBean(MockServerRestTemplateCustomizer.class, () -> templates)
			.run((context) -> {
				RestClient client = context.getBean(RestClient.Builder.class).build();
				expectTracedCall(clients.getServer());
				call(client);
				clients.getServer().verify();
				RestTemplate template = context.getBean(RestTemplateBuilder.class).build();
				expectTracedCall(templates.getServer());
				call(template);
				templates.getServer().verify();
				assertThat(context.getBean(RecordedSpans.class).tree())
					.isEqualTo("CLIENT POST /users/{id}\nCLIENT POST /users/{id}\n");
			});
	}

	private static void expectTracedCall(MockRestServiceServer server) {
		server.expect(requestTo("http://host/users/7"))
			.andExpect(content().string("body"))
			.andExpect(header("traceparent", startsWith("00-")))
			.andRespond(withSuccess("hello", MediaType.TEXT_PLAIN));
	}

	private static void call(RestClient client) {
		assertThat(client.post().uri("http://host/users/{id}", 7).body("body").retrieve().body(String.class))
			.isEqualTo("hello");
	}

	private static void call(RestTemplate template) {
		assertThat(template.postForObject("http://host/users/{id}", "body", String.class, 7)).isEqualTo("hello");
	}

}
