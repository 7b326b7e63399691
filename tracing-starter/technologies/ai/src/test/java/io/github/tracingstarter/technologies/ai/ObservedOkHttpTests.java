package io.github.tracingstarter.technologies.ai;

import java.io.IOException;
import java.util.List;

import io.github.tracingstarter.testing.AnsweringServer;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.binder.okhttp3.OkHttpObservationInterceptor;
import io.micrometer.observation.ObservationRegistry;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients of OkHttp that are beans, with and without Micrometer's interceptor.
 */
class ObservedOkHttpTests {

	@Test
	void eachCallHasOneSpan() throws IOException {
		try (ModelServer models = new ModelServer(); AnsweringServer server = new AnsweringServer(200, "", "")) {
			try (ConfigurableApplicationContext context = AiApplication.start(Clients.class, models,
					WebApplicationType.NONE)) {
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				for (String bean : List.of("observed", "observedByNobody", "plain")) {
					spans.clear();
					OkHttpClient client = context.getBean(bean, OkHttpClient.class);
					try (Response response = client.newCall(new Request.Builder().url(server.url()).build())
						.execute()) {
						assertThat(response.code()).isEqualTo(200);
					}
					assertThat(spans.tree()).as(bean).isEqualTo("CLIENT GET\n");
				}
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(AiApplication.class)
	static class Clients {

		@Bean
		OkHttpClient observed(ObservationRegistry registry) {
			return observedBy(registry);
		}

		@Bean
		OkHttpClient observedByNobody() {
			return observedBy(ObservationRegistry.NOOP);
		}

		private static OkHttpClient observedBy(ObservationRegistry registry) {
			return new OkHttpClient.Builder()
				.addInterceptor(OkHttpObservationInterceptor.builder(registry, "http.calls").build())
				.build();
		}

		@Bean
		OkHttpClient plain() {
			return new OkHttpClient();
		}

	}

}
