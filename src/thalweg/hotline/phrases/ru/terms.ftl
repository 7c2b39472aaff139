### Markers, figures, and what stands beside a sentence. A draft.

marker-W = ПРЕДУПРЕЖДЕНИЕ
marker-I = ИНФОРМАЦИЯ
marker-Q = ВОПРОС
marker-A = ОТВЕТ
marker-R = ПРОСЬБА
marker-N = НАМЕРЕНИЕ

urgency-D = БЕДСТВИЕ
urgency-U = СРОЧНО
urgency-N = ОБЫЧНОЕ
urgency-L = НЕСРОЧНОЕ
urgency-as-ref = КАК У СООБЩЕНИЯ, К КОТОРОМУ ОТНОСИТСЯ

unit-m = М
unit-ft = ФУТ
unit-mps = М/С
unit-day = СУТ
unit-h = Ч
unit-min = МИН
unit-s = С

yes = ДА
no = НЕТ
span = { $from } – { $to }
range = ОТ { $least } ДО { $most }
range-open = НЕ МЕНЕЕ { $least }
levels-between = { $lower } – { $upper }
levels-above = ОТ { $lower } И ВЫШЕ
levels-below = ДО { $upper }
quoted = «{ $text }»
shape-line = { "[" }ЛИНИЯ: { $points }]
shape-polygon = { "[" }РАЙОН: { $points }]
aircraft-unidentified = НЕ ОПОЗНАНО
confidence-certain = ДОСТОВЕРНО
confidence-probable = ВЕРОЯТНО
confidence-possible = ВОЗМОЖНО
clause = { $agreement }, РЕДАКЦИЯ { $edition }, ПУНКТ { $clause }
checkpoint = { $origin } РАЗМЕР { $size } КОРЕНЬ { $root }

further-acft = ВС { $value }
further-area = РАЙОН { $value }
further-checkpoints = КОНТРОЛЬНЫЕ ТОЧКИ { $value }
further-digest = ДАЙДЖЕСТ { $value }
further-key = КЛЮЧ { $value }
further-key_list = СПИСОК КЛЮЧЕЙ { $value }
further-lang = ЯЗЫК ТЕКСТА: { $value }
further-new = НОВЫЙ КЛЮЧ { $value }
further-old = ПРЕЖНИЙ КЛЮЧ { $value }
further-ref = ОТНОСИТСЯ К { $value }
further-speed_mmps = СКОРОСТЬ СБЛИЖЕНИЯ { $value }
further-useful_until_us = АКТУАЛЬНО ДО { $value }

note-draft = ПРОЕКТ ПЕРЕВОДА: ЛИНГВИСТОМ НЕ ПРОВЕРЕН
note-people-clear = Это не согласие. Это не доказательство, что там никого нет. Обязанности остаются прежними.
note-ref-not-here = СООБЩЕНИЯ, К КОТОРОМУ ОТНОСИТСЯ, ЗДЕСЬ НЕТ
note-unreadable = СООБЩЕНИЕ НЕ ЧИТАЕТСЯ ПО НАШЕМУ КАТАЛОГУ: { $why }
