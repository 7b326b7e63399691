package io.github.tracingstarter.sample.weather;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;
import io.github.tracingstarter.sample.ApiClient;
import io.github.tracingstarter.sample.ApiTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@ApiTest
class WeatherUpstreamTests {

	private static HttpServer upstream;

	private final ApiClient client;

	WeatherUpstreamTests(@LocalServerPort int port) {
		this.client = new ApiClient(port);
	}

	@DynamicPropertySource
	static void startUpstream(DynamicPropertyRegistry registry) throws IOException {
		upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		upstream.createContext("/elsewhere/weather/Paris", (exchange) -> {
			byte[] body = """
					{"city":"Paris","temperature":21,"condition":"clear"}
					""".getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		upstream.start();
		registry.add("weather.upstream-url",
				() -> "http://localhost:" + upstream.getAddress().getPort() + "/elsewhere");
	}

	@AfterAll
	static void stopUpstream() {
		upstream.stop(0);
	}

	@Test
	void asksTheUpstreamOfTheProperty() {
		this.client.get("/weather/Paris").expectStatus().isOk().expectBody().json("""
				{"city":"Paris","temperature":21,"condition":"clear"}
				""");
		ApiClient.expectProblem(this.client.get("/weather/London"), HttpStatus.BAD_GATEWAY);
	}

}
