package io.github.tracingstarter.test.examples;

import io.github.tracingstarter.test.shop.ShopApplication;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test that does not care for traces, run by {@code SilentTests}.
 */
@SpringBootTest(classes = ShopApplication.class,
		properties = { "tracing.enabled=true", "tracing.otlp.endpoint=http://localhost:${silent.port}/v1/traces" })
@AutoConfigureMockMvc
public class TracedExamples {

	@Test
	void request(@Autowired MockMvcTester mvc) {
		assertThat(mvc.get().uri("/greeting/ann")).hasStatusOk();
		assertThat(mvc.get().uri("/visits")).hasStatusOk();
	}

}
