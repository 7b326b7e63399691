package io.github.tracingstarter.sample;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.UrlHandlerFilter;

@Configuration(proxyBeanMethods = false)
class WebConfiguration {

	/**
	 * Serves each path with and without a trailing slash. The request is wrapped, because
	 * a redirect would turn a {@code POST} into a {@code GET} or be ignored by the
	 * client.
	 */
	@Bean
	UrlHandlerFilter trailingSlashHandler() {
		return UrlHandlerFilter.trailingSlashHandler("/users/**", "/weather/**", "/complex-operation/**", "/docs/**")
			.wrapRequest()
			.build();
	}

}
