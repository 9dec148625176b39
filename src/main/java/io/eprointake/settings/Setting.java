package io.eprointake.settings;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.ResolvableType;
import org.springframework.util.unit.DataSize;

/**
 * One setting that there is, or a group of them.
 *
 * @param name in lower case with dashes
 * @param type that its value must have; none where it is not known here, and anything is right
 * @param limits annotations
 * @param usual what holds when it is not set; null when that is nothing
 */
record Setting(String name, ResolvableType type, List<Annotation> limits, @Nullable String usual) {

    static Setting of(String name, ResolvableType type) {
        return new Setting(name, type, List.of(), null);
    }

    private Class<?> raw() {
        return type.resolve(Object.class);
    }

    boolean isAnything() {
        return raw() == Object.class;
    }

    boolean isMap() {
        return Map.class.isAssignableFrom(raw());
    }

    boolean isList() {
        return raw().isArray() || Collection.class.isAssignableFrom(raw());
    }

    boolean is(Class<?> of) {
        return raw() == of;
    }

    /** Whether it has settings below it, by their names, and no value. */
    boolean isGroup() {
        Class<?> raw = raw();
        return !isAnything()
                && !isMap()
                && !isList()
                && !raw.isPrimitive()
                && !raw.isInterface()
                && !Modifier.isAbstract(raw.getModifiers())
                && !raw.getName().startsWith("java.")
                && !ApplicationConversionService.getSharedInstance().canConvert(String.class, raw);
    }

    /** Whether a text can be its value, so that an empty one may be meant. */
    boolean isText() {
        return !(raw().isPrimitive()
                || Number.class.isAssignableFrom(raw())
                || raw() == Boolean.class
                || raw().isEnum()
                || is(Duration.class)
                || is(DataSize.class));
    }

    /** Of a map or a list. */
    Setting element(String at) {
        ResolvableType element =
                raw().isArray()
                        ? type.getComponentType()
                        : isMap() ? type.asMap().getGeneric(1) : type.asCollection().getGeneric();
        return of(name + at, element);
    }

    /** Those of a group, by their names without dashes. */
    Map<String, Setting> children() {
        Map<String, Setting> children = new LinkedHashMap<>();
        for (Setting child : raw().isRecord() ? components() : properties()) {
            String last = child.name.substring(name.length() + 1);
            children.putIfAbsent(last.replace("-", ""), child);
        }
        return children;
    }

    /** Of a record; its constructor's parameters alone keep what is usual. */
    private List<Setting> components() {
        RecordComponent[] components = raw().getRecordComponents();
        List<Setting> settings = new ArrayList<>();
        for (Constructor<?> constructor : raw().getDeclaredConstructors()) {
            if (constructor.getParameterCount() == components.length) {
                for (int i = 0; i < components.length; i++) {
                    settings.add(component(components[i], constructor.getParameters()[i]));
                }
            }
        }
        return settings;
    }

    private Setting component(RecordComponent component, Parameter parameter) {
        DefaultValue usual = parameter.getAnnotation(DefaultValue.class);
        return new Setting(
                name + "." + DataObjectPropertyName.toDashedForm(component.getName()),
                ResolvableType.forMethodReturnType(component.getAccessor()),
                List.of(component.getAccessor().getAnnotations()),
                usual == null || usual.value().length == 0
                        ? null
                        : String.join(",", usual.value()));
    }

    private List<Setting> properties() {
        List<Setting> properties = new ArrayList<>();
        for (Method method : raw().getMethods()) {
            if (method.getName().startsWith("set") && method.getParameterCount() == 1) {
                properties.add(property(method, ResolvableType.forMethodParameter(method, 0)));
            }
        }
        for (Method method : raw().getMethods()) {
            if (method.getName().startsWith("get")
                    && method.getParameterCount() == 0
                    && method.getDeclaringClass() != Object.class) {
                Setting nested = property(method, ResolvableType.forMethodReturnType(method));
                if (nested.isGroup() || nested.isMap() || nested.isList()) {
                    properties.add(nested);
                }
            }
        }
        return properties;
    }

    private Setting property(Method method, ResolvableType type) {
        String property = method.getName().substring(3);
        String camel = property.substring(0, 1).toLowerCase(Locale.ROOT) + property.substring(1);
        return of(name + "." + DataObjectPropertyName.toDashedForm(camel), type);
    }

    /** What a value must be, in words. */
    String right() {
        String what = Limits.of(this).words();
        return usual == null ? what : what + "; " + usual + " when it is not set";
    }
}
