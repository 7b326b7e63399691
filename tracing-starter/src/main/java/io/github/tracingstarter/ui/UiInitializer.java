package io.github.tracingstarter.ui;

import java.net.URL;

import io.github.tracingstarter.configuration.AheadOfTime;
import io.github.tracingstarter.configuration.ServiceName;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Decides whether the page is on in an application that was processed ahead of time,
 * whose build has included it.
 */
class UiInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String PAGE = UiInitializer.class.getPackageName();

	/**
	 * Runs after the initializer in the generated code, which registers all beans, and
	 * after that of the switches.
	 */
	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (AotDetector.useGeneratedArtifacts() && context.getBeanFactory() instanceof DefaultListableBeanFactory beans
				&& beans.containsBeanDefinition(UiAutoConfiguration.class.getName())) {
			apply(context.getEnvironment(), beans, context.getClassLoader());
		}
	}

	private static void apply(Environment environment, DefaultListableBeanFactory beans,
			@Nullable ClassLoader classLoader) {
		String mainClass = environment.getProperty(ServiceName.MAIN_CLASS);
		URL classFile = (mainClass != null) ? UiActivation.Facts.classFile(mainClass, classLoader) : null;
		UiActivation.Facts facts = UiActivation.Facts.of(classFile, classLoader);
		if (!UiActivation.of(environment, facts).on()) {
			AheadOfTime.removePackage(beans, PAGE);
			return;
		}
		beans.registerSingleton(Development.class.getName(),
				new Development(UiActivation.isDevelopment(environment, facts)));
	}

}
