package io.github.tracingstarter.instrument.servlet;

import java.util.List;

import io.github.tracingstarter.instrument.RequestListenerContract;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class TomcatListenerTests extends RequestListenerContract {

	@Override
	protected ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
		return new SpringApplicationBuilder(WebTestApplication.class, configuration,
				TomcatServerTests.TomcatContainer.class)
			.properties(properties(properties))
			.run();
	}

	@Override
	protected List<String> further() {
		return List.of("/forward -> GET /users/{id} 200", "/deferred -> GET /deferred 200",
				"/deferred-boom -> GET /deferred-boom 500 java.lang.IllegalStateException",
				"/timeout -> GET /timeout 503 org.springframework.web.context.request.async.AsyncRequestTimeoutException",
				"/callable -> GET /callable 200", "/stream -> GET /stream 200");
	}

}
