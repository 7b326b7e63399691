package com.example.orders;

import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Gives Azure's worker the beans that have functions. The worker finds this class by its
 * name in {@code META-INF/services}.
 */
public final class SpringInstances implements FunctionInstanceInjector {

	private static ConfigurableApplicationContext application;

	@Override
	public <T> T getInstance(Class<T> type) {
		return application().getBean(type);
	}

	private static synchronized ConfigurableApplicationContext application() {
		if (application == null) {
			application = SpringApplication.run(Application.class);
		}
		return application;
	}

}
