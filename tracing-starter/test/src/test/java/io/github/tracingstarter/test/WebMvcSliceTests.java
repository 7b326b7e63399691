package io.github.tracingstarter.test;

import io.github.tracingstarter.test.shop.ShopApplication;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The slice of Spring MVC has no auto-configuration of tracing by itself.
 */
@WebMvcTest
@ContextConfiguration(classes = ShopApplication.class)
@AutoConfigureTraces
class WebMvcSliceTests {

	@Test
	void requestIsTraced(@Autowired MockMvcTester mvc, RecordedTraces traces) {
		assertThat(mvc.get().uri("/greeting/ann")).hasStatusOk();
		assertThat(traces).isOneTree().hasSpan("GET /greeting/{name}").hasNoFailedSpan().hasAtMostStatements(0);
	}

}
