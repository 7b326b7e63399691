package io.github.tracingstarter.configuration;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.aot.AbstractAotProcessor;

/**
 * Ahead-of-time processing. Whatever a property can turn on is built in, and where the
 * application runs the beans of what is off are removed before the first of them exists.
 */
public final class AheadOfTime {

	private AheadOfTime() {
	}

	/**
	 * Returns whether the application is not running but being built.
	 * @return whether conditions that are evaluated now are those of the build
	 */
	public static boolean isProcessing() {
		return Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
	}

	/**
	 * Removes the beans that are declared in a package and those below it.
	 * @param beans the beans of an application whose definitions were generated
	 * @param packageName the name of the package
	 */
	public static void removePackage(DefaultListableBeanFactory beans, String packageName) {
		remove(beans, packageName + ".", (declaration) -> true);
	}

	/**
	 * Removes beans by what declares them. Nothing is looked up of other beans, which are
	 * many.
	 * @param beans the beans of an application whose definitions were generated
	 * @param prefix the prefix of the names of the classes that declare them
	 * @param declaredBy chooses by the method that makes a bean, or by its class
	 */
	static void remove(DefaultListableBeanFactory beans, String prefix, Predicate<AnnotatedElement> declaredBy) {
		List<String> found = new ArrayList<>();
		for (String name : beans.getBeanDefinitionNames()) {
			AnnotatedElement declaration = declaration(beans.getBeanDefinition(name), prefix);
			if (declaration != null && declaredBy.test(declaration)) {
				found.add(name);
			}
		}
		found.forEach(beans::removeBeanDefinition);
	}

	private static @Nullable AnnotatedElement declaration(BeanDefinition definition, String prefix) {
		if (!(definition instanceof RootBeanDefinition root) || !root.hasBeanClass()) {
			return null;
		}
		// An imported configuration is called as its class.
		String declaring = (root.getFactoryBeanName() != null) ? root.getFactoryBeanName()
				: root.getBeanClass().getName();
		if (!declaring.startsWith(prefix)) {
			return null;
		}
		Method method = root.getResolvedFactoryMethod();
		return (method != null) ? method : root.getBeanClass();
	}

}
