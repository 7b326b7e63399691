package io.github.tracingstarter.technologies.awscontainer;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * A servlet application, which Lambda calls through AWS's serverless container.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
class ContainerApplication {

	static final RecordedSpans SPANS = new RecordedSpans();

	private final OpenTelemetry openTelemetry;

	ContainerApplication(OpenTelemetry openTelemetry) {
		this.openTelemetry = openTelemetry;
	}

	@Bean
	static RecordedSpans recordedSpans() {
		return SPANS;
	}

	@GetMapping("/orders/{id}")
	String order(@PathVariable String id) {
		work();
		return id;
	}

	private void work() {
		this.openTelemetry.getTracer("test").spanBuilder("work").startSpan().end();
	}

}
