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
 * Supports ahead-of-time processing. The build includes everything that a property can
 * turn on. When the application starts, the bean definitions of features that are off are
 * removed before any bean is created.
 */
public final class AheadOfTime {

	private AheadOfTime() {
	}

	/**
	 * Returns whether the application is being built rather than running.
	 * @return whether conditions are being evaluated by the build
	 */
	public static boolean isProcessing() {
		return Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
	}

	/**
	 * Removes the beans that are declared in a package or its subpackages.
	 * @param beans the beans of an application whose definitions were generated
	 * @param packageName the name of the package
	 */
	public static void removePackage(DefaultListableBeanFactory beans, String packageName) {
		remove(beans, packageName + ".", (declaration) -> true);
	}

	/**
	 * Removes beans by the class or method that declares them. Other beans are not
	 * inspected, because there are many.
	 * @param beans the beans of an application whose definitions were generated
	 * @param prefix the prefix of the names of the declaring classes
	 * @param declaredBy selects beans by their factory method or class
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
		// The bean name of an imported configuration is its class name.
		String declaring = (root.getFactoryBeanName() != null) ? root.getFactoryBeanName()
				: root.getBeanClass().getName();
		if (!declaring.startsWith(prefix)) {
			return null;
		}
		Method method = root.getResolvedFactoryMethod();
		return (method != null) ? method : root.getBeanClass();
	}

}
