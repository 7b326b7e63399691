package io.github.tracingstarter.instrument.webflux;

import java.util.List;

import io.github.tracingstarter.instrument.RequestListenerContract;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class NettyListenerTests extends RequestListenerContract {

	@Override
	protected ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
		return new SpringApplicationBuilder(ReactiveTestApplication.class, configuration,
				NettyServerTests.NettyContainer.class)
			.web(WebApplicationType.REACTIVE)
			.properties(properties(properties))
			.run();
	}

	@Override
	protected List<String> further() {
		return List.of("/late-boom -> GET /late-boom 500 java.lang.IllegalStateException", "/rejected -> GET null 403",
				"/later -> GET /later 200");
	}

}
