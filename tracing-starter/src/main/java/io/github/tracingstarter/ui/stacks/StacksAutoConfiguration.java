package io.github.tracingstarter.ui.stacks;

import java.time.Duration;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.ui.ConditionalOnUi;
import io.github.tracingstarter.ui.Development;
import io.github.tracingstarter.ui.UiProperties;
import io.github.tracingstarter.ui.store.StoreAutoConfiguration;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the stack samples of slow requests. Not for WebFlux, because a
 * request does not have a thread there.
 */
@AutoConfiguration(after = StoreAutoConfiguration.class)
@ConditionalOnUi
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(StacksProperties.class)
public final class StacksAutoConfiguration {

	/** The name of Spring Boot's bean. */
	private static final String OPEN_IN_VIEW = "openEntityManagerInViewInterceptor";

	private static final Attributes IN_VIEW = Attributes.of(AttributeKey.booleanKey("spring.jpa.open-in-view"), true);

	private static final Duration IN_DEVELOPMENT = Duration.ofSeconds(1);

	@Bean
	StackSampler tracingStackSampler(TraceStore store, StacksProperties properties) {
		return new StackSampler(store, properties.interval());
	}

	@Bean
	SlowRequests tracingSlowRequests(TraceStore store, StackSampler sampler, StacksProperties properties,
			UiProperties page, ObjectProvider<Development> development, BeanFactory beanFactory) {
		return new SlowRequests(store, sampler, limit(properties, development.getIfAvailable()), page.slowThreshold(),
				() -> beanFactory.containsBean(OPEN_IN_VIEW) ? IN_VIEW : Attributes.empty());
	}

	private static Duration limit(StacksProperties properties, @Nullable Development development) {
		if (properties.slowerThan() != null) {
			return properties.slowerThan();
		}
		return (development != null && development.on()) ? IN_DEVELOPMENT : Duration.ZERO;
	}

	@Bean
	LiveProperty tracingStacksLimit(SlowRequests requests) {
		return new StacksProperty(StacksProperties.SLOWER_THAN, requests::limit, requests::limit);
	}

	@Bean
	LiveProperty tracingStacksInterval(StackSampler sampler) {
		return new StacksProperty(StacksProperties.INTERVAL, sampler::interval, sampler::interval);
	}

}
