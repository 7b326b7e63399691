package io.github.tracingstarter.instrument;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.NativeDetector;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Decides which of an application's classes can be proxied, and creates proxies of beans.
 */
public final class ProxyClasses {

	/** The package of the advice for annotated transactions. */
	private static final String TRANSACTIONS = "org.springframework.transaction.interceptor.";

	private ProxyClasses() {
	}

	/**
	 * Returns whether the objects of a class can be replaced by objects of a subclass. A
	 * subclass cannot delegate a final method, which would see empty fields. Only public
	 * methods count, because others are called by the object itself.
	 * @param type the class
	 * @return whether a subclass can replace it
	 */
	public static boolean isExtensible(Class<?> type) {
		if (Modifier.isFinal(type.getModifiers()) || type.isSealed()) {
			return false;
		}
		Method[] methods = ReflectionUtils.getUniqueDeclaredMethods(type,
				(method) -> method.getDeclaringClass() != Object.class && Modifier.isFinal(method.getModifiers())
						&& Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()));
		return methods.length == 0;
	}

	/**
	 * Adds advice to the methods of a bean. If the bean is already a proxy, the advice is
	 * added last, next to the method.
	 * @param bean the bean
	 * @param advisor selects the methods, and is called around them
	 * @return the proxy to use instead, or the bean itself; null if it cannot be advised
	 */
	public static @Nullable Object advise(Object bean, Advisor advisor) {
		return advise(bean, advisor, (advised) -> advised.getAdvisorCount());
	}

	/**
	 * Returns the position of the advice for annotated transactions.
	 * @param proxy the proxy of a bean
	 * @return the index of the advisor, or -1 if there is none
	 */
	public static int positionOfTransactions(Advised proxy) {
		Advisor[] advisors = proxy.getAdvisors();
		for (int i = 0; i < advisors.length; i++) {
			if (advisors[i].getClass().getName().startsWith(TRANSACTIONS)) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Adds advice to the methods of a bean, at a position among the advice of a proxy.
	 * @param bean the bean
	 * @param advisor selects the methods, and is called around them
	 * @param position returns the index of the advisor before which it is called
	 * @return the proxy to use instead, or the bean itself; null if it cannot be advised
	 */
	public static @Nullable Object advise(Object bean, Advisor advisor, ToIntFunction<Advised> position) {
		if (bean instanceof Advised advised) {
			if (advised.isFrozen()) {
				return null;
			}
			advised.addAdvisor(position.applyAsInt(advised), advisor);
			return bean;
		}
		Class<?> type = bean.getClass();
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(bean);
		factory.addAdvisor(advisor);
		if (type.isHidden()) {
			// No code can refer to the class of a lambda.
			factory.setInterfaces(ClassUtils.getAllInterfacesForClass(type));
		}
		else if (isExtensible(type) && !NativeDetector.inNativeImage()) {
			factory.setProxyTargetClass(true);
		}
		else {
			return null;
		}
		Object proxy = factory.getProxy(type.getClassLoader());
		if (factory.isProxyTargetClass()) {
			copyFields(bean, proxy);
		}
		return proxy;
	}

	/**
	 * Copies the fields that other classes can read directly. They would be empty in the
	 * proxy, and the application did not ask for a proxy.
	 * @param bean the bean
	 * @param proxy the proxy, of a subclass
	 */
	public static void copyFields(Object bean, Object proxy) {
		ReflectionUtils.doWithFields(bean.getClass(), (field) -> {
			if (field.trySetAccessible()) {
				field.set(proxy, field.get(bean));
			}
		}, (field) -> isCopied(field.getModifiers()) && !field.getDeclaringClass().getName().startsWith("java."));
	}

	/**
	 * Final fields are excluded, because Java 26 and later warn when one is set.
	 */
	private static boolean isCopied(int modifiers) {
		return !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers)
				&& (!Modifier.isFinal(modifiers) || Runtime.version().feature() < 26);
	}

}
