package io.github.tracingstarter.ui.traces;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.tracingstarter.testing.DirectRequest;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.Waiting;
import io.github.tracingstarter.ui.UiResponse;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first request of an application, which fills its cache.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "tracing.ui.enabled=true", "tracing.exporters=none", "tracing.sampling.probability=1",
				"tracing.ui.slow-threshold=0ms", "spring.main.banner-mode=off" })
@DirtiesContext
class FirstRequestTests {

	@LocalServerPort
	private int port;

	@Autowired
	private TraceRoutes routes;

	@Test
	void theFirstRequestIsComparedWithThoseThatCameLater() {
		Http http = new Http(this.port);
		http.get("/rates");
		List<String> alone = firsts(1);
		assertThat(alone).singleElement()
			.asString()
			.startsWith("It was the first of all requests")
			.endsWith("There is no later one to compare with.");
		for (int i = 0; i < 3; i++) {
			http.get("/rates");
		}
		assertThat(firsts(4)).singleElement().asString().contains("Later ones took ").endsWith(" (median of 3).");
	}

	/**
	 * Returns what the traces say about first requests, when there are as many as
	 * expected.
	 */
	private List<String> firsts(int count) {
		Waiting.await(() -> items().size() == count, () -> count + " traces, but there are " + items());
		return items().stream()
			.flatMap((item) -> list(json("/traces/{id}", String.valueOf(item.get("traceId"))), "insights").stream())
			.filter((insight) -> "first".equals(insight.get("type")))
			.map((insight) -> String.valueOf(insight.get("text")))
			.toList();
	}

	private List<Map<?, ?>> items() {
		return list(json("/traces", ""), "items");
	}

	private static List<Map<?, ?>> list(Map<String, Object> json, String name) {
		return ((List<?>) Objects.requireNonNull(json.get(name))).stream()
			.<Map<?, ?>>map((element) -> (Map<?, ?>) element)
			.toList();
	}

	private Map<String, Object> json(String path, String id) {
		UiResponse response = new DirectRequest().variable("id", id).to(this.routes, "GET", path);
		return JsonParserFactory.getJsonParser().parseMap(new String(response.body(), StandardCharsets.UTF_8));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class Application {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

		@Bean
		Rates rates() {
			return new Rates();
		}

	}

	@RestController
	static class Rates {

		private boolean cached;

		@GetMapping("/rates")
		synchronized String rates() throws InterruptedException {
			if (!this.cached) {
				this.cached = true;
				Thread.sleep(1000);
			}
			return "rates";
		}

	}

}
