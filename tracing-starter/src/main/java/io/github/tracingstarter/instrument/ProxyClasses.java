package io.github.tracingstarter.instrument;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.NativeDetector;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Decides which classes of an application can have proxies, and creates proxies of beans.
 */
public final class ProxyClasses {

	private ProxyClasses() {
	}

	/**
	 * Returns whether the objects of a class can be replaced by those of a subclass. A
	 * final method cannot be passed on by a subclass: it would see empty fields. Only
	 * public ones count, since others are called by the object itself.
	 * @param type the class
	 * @return whether a subclass can stand for it
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
	 * Has the methods of a bean advised. A bean that is a proxy already gets the advice
	 * as the last, next to the method.
	 * @param bean the bean
	 * @param advisor selects the methods, and is called around them
	 * @return what the application gets in its place, or the bean itself; null if that is
	 * not possible
	 */
	public static @Nullable Object advise(Object bean, Advisor advisor) {
		if (bean instanceof Advised advised) {
			if (advised.isFrozen()) {
				return null;
			}
			advised.addAdvisor(advisor);
			return bean;
		}
		Class<?> type = bean.getClass();
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(bean);
		factory.addAdvisor(advisor);
		if (type.isHidden()) {
			// Nobody can name the class of a lambda.
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
	 * Copies the fields that other classes can read without a method. Code that does so
	 * would see them empty, and the application did not ask for a proxy.
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
	 * From Java 26 on, setting a final field is reported.
	 */
	private static boolean isCopied(int modifiers) {
		return !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers)
				&& (!Modifier.isFinal(modifiers) || Runtime.version().feature() < 26);
	}

}
